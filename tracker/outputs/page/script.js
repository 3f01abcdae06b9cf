"use strict";
(() => {
  const copy = (text) => {
    if (navigator.clipboard) return navigator.clipboard.writeText(text);
    return Promise.reject(new Error("no clipboard"));
  };
  const select = (node) => {
    const range = document.createRange();
    range.selectNodeContents(node);
    const chosen = getSelection();
    chosen.removeAllRanges();
    chosen.addRange(range);
  };
  for (const button of document.querySelectorAll("button[data-copies]")) {
    button.hidden = false;
    button.addEventListener("click", () => {
      const target = document.getElementById(button.dataset.copies);
      const told = (word) => {
        button.textContent = word;
        setTimeout(() => { button.textContent = "Copy"; }, 1500);
      };
      copy(target.textContent).then(() => told("Copied"), () => { select(target); told("Selected"); });
    });
  }
  for (const [moment, open] of [["beforeprint", true], ["afterprint", false]]) {
    addEventListener(moment, () => {
      for (const part of document.querySelectorAll("details")) part.open = open;
    });
  }
  const island = document.getElementById("spread");
  const slider = document.getElementById("moment");
  if (island && slider) {
    const bars = JSON.parse(island.textContent);
    const output = document.getElementById("moment-told");
    const show = () => {
      const bar = bars[Number(slider.value)];
      output.textContent = bar.at + ": " + bar.told;
      slider.setAttribute("aria-valuetext", output.textContent);
    };
    slider.max = String(bars.length - 1);
    slider.addEventListener("input", show);
    slider.closest(".slider").hidden = false;
    show();
  }
})();
