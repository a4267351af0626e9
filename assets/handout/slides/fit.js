/* Draws each slide that is too full for its frame as much smaller as it needs. */
const fit = () => {
  "use strict";
  const HEIGHT = 720, STEP = 0.05, SMALLEST = 0.5;
  for (const slide of document.querySelectorAll(".slide")) {
    const isTooFull = () => slide.parentElement.scrollHeight > HEIGHT || slide.scrollWidth > slide.clientWidth;
    let size = 1;
    slide.style.zoom = size;
    while (isTooFull() && size > SMALLEST) {
      size -= STEP;
      slide.style.zoom = size;
    }
    // An output of many pages: what does not fit is reached by scrolling.
    slide.classList.toggle("tall", isTooFull());
  }
};
