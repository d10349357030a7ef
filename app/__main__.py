"""`python -m app` is the same as `torchdeck`."""

from app.cli import main

if __name__ == "__main__":
    main()
