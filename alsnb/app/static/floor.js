// Says so if the browser is too old for the screens; written for any browser.
(function () {
  var able = "noModule" in HTMLScriptElement.prototype && "replaceChildren" in Element.prototype && window.WebSocket;
  try {
    new RegExp("(?<=a)b");
    able = able && CSS.supports("selector(:has(a))") && CSS.supports("color", "color-mix(in srgb, red 50%, blue)");
  } catch (error) {
    able = false;
  }
  if (!able) document.getElementById("floor").hidden = false;
})();
