"""What every deployment shares. Development, test and production each add what is theirs."""

import os
from pathlib import Path

from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from peaceinfra.database import logins
from peaceinfra.settings.logs import LOGGING  # noqa: F401 - a setting

CHECKOUT = Path(__file__).resolve().parents[2]

WEB_ROLE, JOBS_ROLE = logins.WEB_ROLE, logins.JOBS_ROLE

INSTALLED_APPS = [
    "peaceinfra",
    "peaceinfra.admin.apps.RegisterAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "pgtrigger",
    "pghistory",
    "rest_framework",
    "django_filters",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "csp",
    "django_countries",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "peaceinfra.core",
    "processes",
    "secretariats",
    "tracks",
]

MIDDLEWARE = [
    "peaceinfra.core.request_ids.RequestIdMiddleware",
    # Outside of all that answers by itself: no answer goes without its headers.
    "peaceinfra.core.headers.HeadersMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "peaceinfra.core.request_limits.RequestLimitsMiddleware",
    "peaceinfra.core.health.HealthMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "peaceinfra.api.middleware.OriginsMiddleware",
    "peaceinfra.core.readable.ReadableMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    # Slow links. It pads every page by a random length, and cookies stay with our own site (SameSite),
    # so that the length of a compressed page tells nobody what else stands in it.
    "django.middleware.gzip.GZipMiddleware",
    "peaceinfra.api.middleware.EndedSessionMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "peaceinfra.core.sessions.LimitsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "peaceinfra.core.factors.FactorMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "peaceinfra.dashboards.views.as_recorded.RecordedMiddleware",
    "peaceinfra.api.middleware.TokenMiddleware",
    # The transaction of the request, with the viewer's context, holds the view and its template.
    "peaceinfra.core.visibility.middleware.ViewerMiddleware",
    # Last: it asks in that transaction where a record that is not found was merged into another.
    "peaceinfra.dashboards.views.merged.MergedMiddleware",
]

ROOT_URLCONF = "peaceinfra.urls"
WSGI_APPLICATION = "peaceinfra.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [CHECKOUT / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            # The pages are no app of their own, so that their tags are named here.
            "libraries": {
                "register": "peaceinfra.dashboards.templatetags.register",
                "record_rows": "peaceinfra.dashboards.templatetags.record_rows",
                "first_rows": "peaceinfra.dashboards.templatetags.first_rows",
                "picture_rows": "peaceinfra.dashboards.templatetags.picture_rows",
                "linked": "peaceinfra.dashboards.templatetags.linked",
            },
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "peaceinfra.dashboards.context_processors.register",
            ],
        },
    },
]

FORM_RENDERER = "peaceinfra.core.form_renderer.FormRenderer"

# Accounts

AUTH_USER_MODEL = "core.Account"
LOGIN_URL = "/account/sign-in/"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "/"
AUTHENTICATION_BACKENDS = ["peaceinfra.core.sign_in_backend.AccountBackend"]

# django-allauth: by name and password, nobody makes an account, nothing goes by e-mail. Attempts are limited in the
# database (`core.sign_in`), for all workers together, and not in the memory of each.
ACCOUNT_ADAPTER = "peaceinfra.core.sign_in_adapter.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_AUTHENTICATED_LOGIN_REDIRECTS = False
ACCOUNT_RATE_LIMITS = False
ACCOUNT_REAUTHENTICATION_METHODS = ["password", "mfa"]
# Second factors; who needs one says `core.factors`. An app that shows codes names the register by the issuer: nobody
# who looks at a telephone should learn more.
MFA_ADAPTER = "peaceinfra.core.factors.FactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_FORMS = {
    "authenticate": "peaceinfra.core.factor_forms.SignInCodeForm",
    "reauthenticate": "peaceinfra.core.factor_forms.ConfirmCodeForm",
    "authenticate_webauthn": "peaceinfra.core.factor_forms.SignInKeyForm",
    "reauthenticate_webauthn": "peaceinfra.core.factor_forms.ConfirmKeyForm",
    "activate_totp": "peaceinfra.core.factor_forms.AddAppForm",
    "add_webauthn": "peaceinfra.core.factor_forms.AddKeyForm",
}
MFA_TOTP_ISSUER = "Register"
MFA_TOTP_TOLERANCE = 1
MFA_ALLOW_UNVERIFIED_EMAIL = True
MFA_RATE_LIMITS = False

# Who vouches for people besides (OpenID Connect); `settings.sign_in_provider` reads it from the environment.
SIGN_IN_PROVIDER = None

PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]
AUTH_PASSWORD_VALIDATORS += [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    }
]

# Sessions, by the digest of their key. They end after a week without a request; `core.sessions` ends those of
# who reads or does more than everybody may after hours.
SESSION_ENGINE = "peaceinfra.core.sessions"
SESSION_COOKIE_AGE = 7 * 24 * 3600
# Hours without a request, and hours at all, after which who signed in does so again: who reads and does what everybody
# may; who reads or does more; who may be shown restricted records.
SESSION_HOURS = {"public": (168, 720), "cleared": (12, 72), "restricted": (12, 24)}
# Messages may name a record: they stay on the server and go with the session, at the latest at sign-out.
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"

# Whether requests are counted; gunicorn serves what was counted at this address and port.
METRICS = bool(os.environ.get("METRICS_BIND"))
if METRICS:
    MIDDLEWARE.insert(1, "peaceinfra.core.metrics.MetricsMiddleware")

# Whether the address of a reader is the one that a proxy hands on.
BEHIND_PROXY = False

# For so many days the log of readings is kept; `manage.py forget_reads` takes away what is older.
READ_LOG_DAYS = 730

# So many bytes of answers each process keeps, with the digests of their rows (core/kept.py); 0 keeps none.
KEPT_ANSWERS = 32 * 2**20

# Pages say that they show demonstration data.
DEMONSTRATION = False

# Language and time

LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English"))]
LOCALE_PATHS = [CHECKOUT / "locale"]
# The words of the sources are English: while that is the only language, none is looked up in a catalogue.
USE_I18N = len(LANGUAGES) > 1
USE_TZ = True
TIME_ZONE = "UTC"
FORMAT_MODULE_PATH = ["peaceinfra.settings.formats"]

# Files

STATIC_URL = "/static/"
STATICFILES_DIRS = [CHECKOUT / "static"]
STATIC_ROOT = CHECKOUT / "staticfiles"

# Forms: a screen shows at most some 120 rows of up to 20 boxes each, and every kind of row once more to be copied.
# Who adds hundreds of rows before saving is told to save in between.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000
# A form without its files, or JSON; and how many files one form brings. (`core.request_limits` has those of a request.)
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_621_440
DATA_UPLOAD_MAX_NUMBER_FILES = 20
# Whoever sends it, signed in or not: what is too large is not kept on the way.
FILE_UPLOAD_HANDLERS = [
    "peaceinfra.core.uploads.LimitedUpload",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]

# Pages: nothing from another host, nothing inline

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}
X_FRAME_OPTIONS = "DENY"
# Nothing is told to another site. Not "no-referrer": a browser then sends forms from an origin "null", which the
# protection against forged forms refuses.
SECURE_REFERRER_POLICY = "same-origin"
SESSION_COOKIE_HTTPONLY = True

DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# History (pghistory)

# API (rest_framework, drf_spectacular)

# Whose pages may read the API in a browser, such as https://atlas.example; nobody's by default.
API_ORIGINS = []

REST_FRAMEWORK = {
    # The viewer is set by the middleware, from a token or the session; what else is presented is refused.
    "DEFAULT_AUTHENTICATION_CLASSES": ["peaceinfra.api.authentication.RegisterAuthentication"],
    "DEFAULT_PERMISSION_CLASSES": ["peaceinfra.api.permissions.Reads"],
    "DEFAULT_THROTTLE_CLASSES": ["peaceinfra.api.budget.RowBudget"],
    "DEFAULT_RENDERER_CLASSES": ["peaceinfra.api.rendering.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["peaceinfra.api.rendering.JSONParser"],
    "DEFAULT_SCHEMA_CLASS": "peaceinfra.api.schema.RegisterSchema",
    "EXCEPTION_HANDLER": "peaceinfra.api.exceptions.answer",
    "URL_FORMAT_OVERRIDE": None,
}
SPECTACULAR_SETTINGS = {
    "TITLE": "peaceinfra",
    "DESCRIPTION": "The register of peace-process infrastructure, to be read; a token may propose changes to its"
    " stewards. Every answer is one about the records that you may see.",
    # The version is that of `peaceinfra.api.contract`.
    "VERSION": None,
    "POSTPROCESSING_HOOKS": [
        "drf_spectacular.hooks.postprocess_schema_enums",
        "peaceinfra.api.contract.hooks.finished",
    ],
    "SERVERS": [{"url": "/", "description": "The register that gave this description"}],
    "CONTACT": {"name": "Who runs this register"},
    "LICENSE": {"name": "Each source has its own licence: see the list of sources"},
    "EXTERNAL_DOCS": {"description": "The API in words", "url": "/api/v1/docs/"},
    "SCHEMA_PATH_PREFIX": "/api/v1/",
    "SERVE_INCLUDE_SCHEMA": False,
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    # Without a validator the page asks no other host.
    "SWAGGER_UI_SETTINGS": {"validatorUrl": None, "deepLinking": True, "supportedSubmitMethods": ["get"]},
    # Every vocabulary of an answer has one name in the schema, that of its class.
    "ENUM_NAME_OVERRIDES": {
        name: f"{app}.choices.{name}"
        for app, names in {
            "processes": "Ending Export Licence ConflictPart ConflictSide"
            " Incompatibility Phase Momentum ActorKind ActorLevel Cohesion NameKind LineageKind"
            " RoleKind RoleBasis StanceKind Publicity Track EventKind EventMode ParticipantPart AgreementStage"
            " CoordinatePrecision SignatoryPart AgreementStatus AgreementScope AgreementLink Settlement"
            " CoverageTopic CoverageExtent SourceKind Reliability Credibility Polarity ClaimStatus Match",
            "secretariats": "BodyForm Lifecycle Notice Closeness Tenure BodyTie PostKind MemberClass SeatRole"
            " StaffBand StaffingBasis Competence Task FunctionState Passed ArchiveState ChannelMedium Directness"
            " ChannelFormality ChannelQuality ChannelState ChannelPart",
            "tracks": "Modality Direction Formality Frequency IntermediaryPart Gave SupportKind SupportAnswer"
            " ReachQuality InclusionModality Weight",
            "peaceinfra.core.dates": "StartKind EndKind Certainty",
            "peaceinfra.core": "DeliveryOp ProposalStatus SubscriptionState RecallReason RecallTask RecallAnswer",
        }.items()
        for name in names.split()
    }
    | {name: f"processes.models.RelativeBound.{name}" for name in ("Bound", "Relation")}
    | {"Pause": "peaceinfra.core.models.subscriptions.Pause", "OpEnum": ["upsert", "gone"]}
    | {name: f"peaceinfra.analysis.derived.{name}" for name in ("Composition", "Freshness", "Orientation")}
    | {name: f"peaceinfra.core.choices.{name}" for name in ("AccountRole", "TokenScope")}
    | {"TieKind": "peaceinfra.analysis.network.ties.TieKind"},
}

# Webhooks: to which ports they are sent; names of servers that may have a private address, in a closed network; and
# whether to receivers on the own machine, which development allows.
WEBHOOK_PORTS = [443]
WEBHOOK_PRIVATE_HOSTS = []
WEBHOOK_LOOPBACK = False

#: The folder of the releases, which are served for ever: it belongs into the backup.
RELEASES = Path(os.environ.get("RELEASES_DIR") or CHECKOUT / ".data" / "releases")

#: The small file that says for monitoring when the last good backup was made (`manage.py backup`).
BACKUP_STATE = os.environ.get("BACKUP_STATE") or CHECKOUT / ".data" / "last-backup.json"

#: The register of erasures: it stands outside of the database, so that an older one that is restored is told of them.
ERASURES = Path(os.environ.get("ERASURES_FILE") or Path(BACKUP_STATE).with_name("erasures.jsonl"))

#: Where readers report errors: an e-mail address. Without one a page says in words whom to ask.
REPORT_ADDRESS = ""
