/* Starts the slides: each is fitted into its frame first, then reveal.js takes over. */
(async () => {
  "use strict";
  const deck = document.querySelector(".reveal");
  deck.classList.add("fitting");
  await document.fonts.ready;
  fit();
  deck.classList.remove("fitting");
  const onSheets = location.search.includes("print-pdf");
  await Reveal.initialize({
    width: 1280,
    height: 720,
    margin: 0,
    center: false,
    transition: "none",
    backgroundTransition: "none",
    hash: !onSheets,
    slideNumber: "c/t",
    scrollActivationWidth: 600,
  });
})();
