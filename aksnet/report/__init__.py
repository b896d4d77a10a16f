"""What a plan looks like: the same facts as JSON, terminal tables, Markdown, an SVG map, a Mermaid diagram and HTML."""
