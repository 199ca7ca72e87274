// Says back, as one types, what the portal understands of a schedule. Without it the button does the same.
"use strict";

document.addEventListener("DOMContentLoaded", () => {
  const words = document.getElementById("id_schedule_words");
  const told = document.querySelector(".field-understood .readonly");
  if (!words || !told) return;
  told.setAttribute("role", "status");
  const address = new URL("../../read-schedule/", document.location);
  if (document.location.pathname.endsWith("/add/")) address.pathname = document.location.pathname.replace(/add\/$/, "read-schedule/");
  let waiting;

  const ask = async () => {
    address.search = new URLSearchParams({ words: words.value });
    const answer = await fetch(address, { headers: { Accept: "application/json" } });
    if (answer.ok) told.textContent = (await answer.json()).told;
  };

  words.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(ask, 400);
  });
});
