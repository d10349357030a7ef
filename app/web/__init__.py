"""The browser's side: routes translate, pages declare what templates get, security stands in front."""
