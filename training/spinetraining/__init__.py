"""Training of SpineTUI's two stages on what `spinetui prepare` wrote. See training/README.md."""
