"""What each answer tells the browser and every cache between: pages, files, redirects, refusals and faults alike."""

from http import HTTPStatus

from django.conf import settings

#: Nothing of ours is embedded by another site, and no page asks for what a device can do.
ALWAYS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": settings.SECURE_REFERRER_POLICY,
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": ", ".join(
        f"{name}=()"
        for name in (
            "accelerometer", "autoplay", "browsing-topics", "camera", "clipboard-read",
            "display-capture", "encrypted-media", "fullscreen", "geolocation", "gyroscope", "hid", "magnetometer",
            "microphone", "midi", "payment", "picture-in-picture", "screen-wake-lock", "serial", "usb",
            "xr-spatial-tracking",
        )
    ),
}  # fmt: skip
PERSONAL = "private, no-store"


class HeadersMiddleware:
    """Outside of all that answers by itself. What a view says of its own answer stays."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        for name, value in ALWAYS.items():
            response.headers.setdefault(name, value)
        if not request.path_info.startswith(settings.STATIC_URL) or _is_refusal(response):
            _keep_from_caches(request, response)
        return response


def _keep_from_caches(request, response) -> None:
    """Who brings a session or a token gets nothing that is kept; nor is a refusal kept for anybody."""
    is_personal = settings.SESSION_COOKIE_NAME in request.COOKIES or "Authorization" in request.headers
    if is_personal and "no-store" not in response.headers.get("Cache-Control", ""):
        response.headers["Cache-Control"] = PERSONAL
    elif response.status_code >= HTTPStatus.MULTIPLE_CHOICES:
        response.headers.setdefault("Cache-Control", "no-store")


def _is_refusal(response) -> bool:
    return response.status_code >= HTTPStatus.BAD_REQUEST
