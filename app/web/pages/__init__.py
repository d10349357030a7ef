"""One frozen dataclass per template: a page's fields are exactly what its template may use."""
