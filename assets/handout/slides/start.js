/* Starts the slides: each is fitted into its frame first, then reveal.js takes over. */
(async () => {
  "use strict";
  const WIDTH = 1280, HEIGHT = 720, SMALLEST = 0.5;
  const deck = document.querySelector(".reveal");
  deck.classList.add("fitting");
  await document.fonts.ready;
  for (const slide of document.querySelectorAll(".slide")) {
    let size = 1;
    while (slide.parentElement.offsetHeight > HEIGHT || slide.scrollWidth > slide.clientWidth) {
      size -= 0.05;
      if (size < SMALLEST) {
        // An output of many pages: what does not fit is reached by scrolling.
        slide.classList.add("tall");
        break;
      }
      slide.style.zoom = size;
    }
  }
  deck.classList.remove("fitting");
  const onSheets = deck.dataset.view === "sheets" || location.search.includes("print-pdf");
  await Reveal.initialize({
    width: WIDTH,
    height: HEIGHT,
    margin: 0,
    center: false,
    transition: "none",
    backgroundTransition: "none",
    hash: !onSheets,
    slideNumber: "c/t",
    view: onSheets ? "print" : null,
    pdfSeparateFragments: false,
    scrollActivationWidth: 600,
  });
})();
