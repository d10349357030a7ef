"""1 · Markdown files to sections: load, repair, find headings, cut, and render safely. Only user of markdown-it-py."""
