"""What the fake writes. No model: rules that pick sentences out of the prompt."""
