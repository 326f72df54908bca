/* Asks the browser for the answer of a security key, and sends it with its form. The page says what is asked for. */
(function () {
  "use strict";
  const form = document.querySelector(".keyform");
  if (!form || !window.PublicKeyCredential) { return; }
  const button = form.querySelector("button"), notice = form.querySelector("[role=alert]");
  const data = JSON.parse(document.getElementById("key-data").textContent);

  function bytes(text) {
    const plain = atob(text.replace(/-/g, "+").replace(/_/g, "/"));
    return Uint8Array.from(plain, function (one) { return one.charCodeAt(0); });
  }
  function text(buffer) {
    const plain = Array.from(new Uint8Array(buffer), function (one) { return String.fromCharCode(one); }).join("");
    return btoa(plain).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
  }
  function decoded(options) {
    const found = Object.assign({}, options, { challenge: bytes(options.challenge) });
    if (options.user) { found.user = Object.assign({}, options.user, { id: bytes(options.user.id) }); }
    ["excludeCredentials", "allowCredentials"].forEach(function (name) {
      if (options[name]) {
        found[name] = options[name].map(function (one) { return Object.assign({}, one, { id: bytes(one.id) }); });
      }
    });
    return found;
  }
  function encoded(credential) {
    const response = {};
    ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"].forEach(function (name) {
      if (credential.response[name]) { response[name] = text(credential.response[name]); }
    });
    return JSON.stringify({
      id: credential.id, rawId: text(credential.rawId), type: credential.type, response: response,
      authenticatorAttachment: credential.authenticatorAttachment,
      clientExtensionResults: credential.getClientExtensionResults(),
    });
  }
  async function ask() {
    const isNew = form.dataset.what === "create";
    const options = decoded((isNew ? data.creation_options : data.request_options).publicKey);
    return navigator.credentials[form.dataset.what]({ publicKey: options });
  }

  button.disabled = false;
  form.addEventListener("submit", async function (event) {
    event.preventDefault();
    notice.hidden = true;
    try {
      form.elements.credential.value = encoded(await ask());
      form.submit();
    } catch {
      notice.textContent = form.dataset.failed;
      notice.hidden = false;
    }
  });
})();
