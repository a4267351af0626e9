/* Fits the slides when the browser prints: only then are the fonts certain to be there. */
addEventListener("beforeprint", fit);
