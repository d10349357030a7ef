"""`torchdeck demo`: list, show and run the demos from the terminal."""

from typing import Annotated

import typer

from app.cli_output import print_json, say

demo_app = typer.Typer(help="List, show and run the PyTorch demos.", no_args_is_help=True)

Concept = Annotated[str, typer.Argument(help="A concept's id, such as relu.")]
Json = Annotated[bool, typer.Option("--json", help="Print one JSON document on stdout and nothing else there.")]


@demo_app.command("list")
def list_command(as_json: Json = False) -> None:
    """The demos and the concepts they show."""
    from app.demos.manifest import Manifest

    demos = Manifest.load().entries
    if as_json:
        print_json(
            {
                "demos": [
                    {"demo": each.demo, "title": each.title, "topic": each.topic, "concepts": list(each.presets)}
                    for each in demos
                ]
            }
        )
        return
    for each in demos:
        print(f"{each.title} ({each.topic})\n    {', '.join(each.presets)}")


@demo_app.command("show")
def show_command(concept: Concept, as_json: Json = False) -> None:
    """A demo's summary, its parameters and what it claims."""
    from app.services.run_demo import describe_demo

    entry = describe_demo(concept)
    if as_json:
        print_json(entry.document())
        return
    print(entry.text())


@demo_app.command("run")
def run_command(
    concept: Concept,
    device: Annotated[str, typer.Option("--device", help="auto, cpu, cuda or mps.")] = "auto",
    settings: Annotated[list[str] | None, typer.Option("--set", metavar="K=V", help="Change a parameter.")] = None,
    as_json: Json = False,
) -> None:
    """Run a concept's demo and check its claims."""
    from app.services.run_demo import run_demo

    outcome = run_demo(concept, overrides=settings or [], device=device, progress=None if as_json else say)
    if as_json:
        print_json(outcome.document())
    else:
        print(outcome.text())
