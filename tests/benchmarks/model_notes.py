"""Notes for benchmarks of the writers."""

_SPECIES = "heron otter badger lynx marten kestrel dormouse newt adder weasel plover stoat".split()


def note(sections: int, number: int = 0) -> str:
    """A note of sections of some 400 characters that define something each; no two of them alike."""
    parts = [f"# Field notes {number}\n"]
    for place in range(sections):
        name = f"{_SPECIES[place % len(_SPECIES)].capitalize()} {number}-{place}"
        parts.append(
            f"## {name}\n\n{name} is an animal of the {place}th valley that sleeps {place + 3} hours a day. "
            f"It raises {place % 7 + 2} young in a den below the roots of alder number {place}. "
            f"Its call was first recorded by observer {place} in the winter of {1700 + place % 300}.\n\n"
            f"- **Habitat:** The reed beds along river {place} of region {number}.\n"
            f"- **Diet:** Beetles, berries and the eggs of finch {place}.\n"
        )
    return "\n".join(parts)
