// Replaces each section when the server says that it has changed. Everything that it shows was escaped there; without this script the page loads itself again.
"use strict";
const live = document.getElementById("live");
const events = new EventSource("live");
events.addEventListener("section", event => {
  const end = event.data.indexOf("\n");
  const section = document.getElementById(event.data.slice(0, end));
  if (section) {
    section.innerHTML = event.data.slice(end + 1);
  }
});
events.addEventListener("open", () => { live.textContent = "live"; });
events.addEventListener("error", () => {
  live.textContent = events.readyState === EventSource.CLOSED
    ? "not live: too many pages are open; close one and load this again"
    : "not live: holdfast dashboard has ended or is busy";
});
