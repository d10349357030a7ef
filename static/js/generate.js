// The choice of sections: a note's box stands for its sections' boxes, what is written already can be chosen once
// "again" is ticked, and the button says how many sections there are. Without this file the server does the same.

const form = document.getElementById("choose");

/** The boxes of one note's sections that may be chosen now. */
const open = (note) => [...note.querySelectorAll('input[name="section"]:not(:disabled)')];

function settle() {
  const again = form.again.checked;
  for (const box of form.querySelectorAll("input[data-written]")) {
    box.disabled = !again;
    if (!again) box.checked = false;
  }
  let sections = 0;
  for (const note of form.querySelectorAll(".tree-note")) {
    const whole = note.querySelector("input[data-note]");
    if (whole) {
      const boxes = open(note);
      const ticked = boxes.filter((box) => box.checked).length;
      whole.disabled = !boxes.length;
      whole.checked = ticked > 0 && ticked === boxes.length;
      whole.indeterminate = ticked > 0 && ticked < boxes.length;
      sections += ticked;
    } else {
      const box = note.querySelector('input[name="note"]');
      if (box.checked) sections += Number(again ? box.dataset.sections : box.dataset.unwritten);
    }
  }
  document.getElementById("start").disabled = sections === 0;
  document.getElementById("count").textContent = sections === 0 ? "Nothing is ticked." : sections === 1 ? "1 section" : `${sections.toLocaleString("en")} sections`;
}

if (form) {
  form.addEventListener("change", (event) => {
    if (event.target.matches("input[data-note]"))
      for (const box of open(event.target.closest(".tree-note"))) box.checked = event.target.checked;
    settle();
  });
  settle();
}
