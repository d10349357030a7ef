// Parts of a page that take a moment to find out: fetched once the page stands, and put in their place.
for (const place of document.querySelectorAll("[data-fill]")) fill(place);

async function fill(place) {
  place.setAttribute("aria-busy", "true");
  try {
    const reply = await fetch(place.dataset.fill, { headers: { "X-Fragment": "1" } });
    // What was typed meanwhile stays: nothing is put over a field that has the focus.
    if (reply.headers.get("X-Fragment") && !place.contains(document.activeElement)) place.innerHTML = await reply.text();
  } finally {
    place.removeAttribute("aria-busy");
  }
}
