/* Shows what needs passkeys to browsers that know them, and says when one was not used. */
(function () {
  document.addEventListener('DOMContentLoaded', function () {
    if (window.PublicKeyCredential) {
      document.querySelectorAll('[data-passkeys]').forEach(function (part) { part.hidden = false })
    }
  })
  document.addEventListener('allauth.error', function (event) {
    event.preventDefault()
    document.getElementById('passkey-trouble').hidden = false
  })
})()
