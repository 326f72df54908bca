import logging

from peaceinfra.settings.logs import WithoutData, WithoutQuery


def logged(message, *args, error=None):
    record = logging.LogRecord("django.server", logging.INFO, __file__, 1, message, args, error)
    WithoutQuery().filter(record)
    return WithoutData("{message}", style="{").format(record)


def test_a_request_line_loses_what_was_searched_for():
    line = logged('"%s" %s %s', "GET /search/?q=Elder%20Amal HTTP/1.1", "200", "512")
    assert line == '"GET /search/ HTTP/1.1" 200 512'


def test_a_path_loses_its_query():
    assert logged("Not Found: %s", "/search?q=Elder") == "Not Found: /search"


def test_a_request_line_without_query_stays():
    assert logged('"%s" %s', "GET / HTTP/1.1", 200) == '"GET / HTTP/1.1" 200'


def test_an_error_is_logged_without_the_data_that_its_message_quotes():
    try:
        raise ValueError("Key (name)=(Elder Amal) already exists")
    except ValueError as error:
        text = logged("Internal Server Error: %s", "/save/", error=(type(error), error, error.__traceback__))
    assert "Amal" not in text.replace('raise ValueError("Key (name)=(Elder Amal) already exists")', "")
    assert text.endswith("builtins.ValueError (message not logged)")
    assert "test_logs.py" in text
