"""Lists without totals: a count of 100,000 rows costs more than the page, and tells what it should not."""

from functools import cached_property

from django.contrib.admin import ListFilter, SimpleListFilter
from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.admin.views.main import PAGE_VAR, ChangeList
from django.core.exceptions import ValidationError
from django.core.paginator import InvalidPage, Page, Paginator
from django.urls import reverse
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from peaceinfra.core.dates.asof import PARAMETER, day_meant
from peaceinfra.core.identity import number_in


class UncountedPage(Page):
    def __init__(self, rows, number, paginator, has_more):
        super().__init__(rows, number, paginator)
        self.has_more = has_more

    def has_next(self):
        return self.has_more


class UncountedPaginator(Paginator):
    """Reads one row more than the page shows, and so knows whether there is a next page."""

    def validate_number(self, number):
        """A page number from 1 on; pages behind the last one are empty."""
        if 0 < (page := number_in(str(number))) < 1_000_000:
            return page
        raise InvalidPage(_("That page number is not a number."))

    def page(self, number):
        number = self.validate_number(number)
        first = (number - 1) * self.per_page
        rows = list(self.object_list[first : first + self.per_page + 1])
        return UncountedPage(rows[: self.per_page], number, self, has_more=len(rows) > self.per_page)

    @cached_property
    def count(self):
        raise TypeError("This paginator does not count.")

    def get_elided_page_range(self, *args, **kwargs):
        return ()


class RetiredFilter(SimpleListFilter):
    """What was retired, in place of what is in use: nothing else finds it. Its history puts it back."""

    title = _("in use or retired")
    parameter_name = "retired"

    def lookups(self, request, model_admin):
        return [("1", _("retired"))]

    def queryset(self, request, queryset):
        """The list itself starts from what was retired: see UncountedChangeList."""
        return queryset

    def choices(self, changelist):
        in_use, *others = super().choices(changelist)
        return [in_use | {"display": _("in use")}, *others]

    @classmethod
    def is_asked(cls, request) -> bool:
        return request.GET.get(cls.parameter_name) == "1"


class UncountedChangeList(ChangeList):
    def __init__(self, request, *args, **kwargs):
        super().__init__(request, *args, **kwargs)
        if not self.is_popup:
            self.title = capfirst(self.opts.verbose_name_plural)

    def get_queryset(self, request, exclude_parameters=None):
        if RetiredFilter in self.list_filter and RetiredFilter.is_asked(request):
            self.root_queryset = self.model_admin.retired_rows(request)
        return super().get_queryset(request, exclude_parameters)

    def url_for_result(self, result):
        """The address that a row opens; of what was retired its history, as there is nothing else to open."""
        if getattr(result, "retired", False):
            return reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_history", args=[result.pk])
        return super().url_for_result(result)

    def get_results(self, request):
        paginator = self.model_admin.get_paginator(request, self.queryset, self.list_per_page)
        try:
            page = paginator.page(self.page_num)
        except InvalidPage:
            raise IncorrectLookupParameters from None
        self.paginator, self.page, self.result_list = paginator, page, page.object_list
        self.multi_page, self.can_show_all = page.has_other_pages(), False
        # Of this page: the stock view asks for a number and shows it beside the actions on several rows.
        self.result_count = self.full_result_count = len(page.object_list)
        self.show_full_result_count, self.show_admin_actions = False, bool(self.model_admin.actions)

    def previous_page_url(self):
        return self.get_query_string({PAGE_VAR: self.page_num - 1})

    def next_page_url(self):
        return self.get_query_string({PAGE_VAR: self.page_num + 1})


class DayFilter(ListFilter):
    """Keeps what held, or can have held, on a typed day."""

    title = _("day")
    template = "admin/day_filter.html"
    parameter_name = PARAMETER

    def __init__(self, request, params, model, model_admin):
        super().__init__(request, params, model, model_admin)
        self.text = (params.pop(self.parameter_name, None) or [""])[-1].strip()
        self.used_parameters = {self.parameter_name: self.text} if self.text else {}
        self.day, self.error = None, ""
        if self.text:
            try:
                self.day = day_meant(self.text, timezone.localdate()).day
            except ValidationError as error:
                self.error = " ".join(error.messages)

    def has_output(self):
        return True

    def expected_parameters(self):
        return [self.parameter_name]

    def queryset(self, request, queryset):
        return queryset.possible_on(self.day) if self.day else queryset

    def choices(self, changelist):
        """One entry for the template: what was typed, and the rest of the address, to be kept."""
        kept = [
            (name, value)
            for name, values in changelist.filter_params.items()
            if name != self.parameter_name
            for value in values
        ]
        yield {
            "name": self.parameter_name,
            "text": self.text,
            "error": self.error,
            "kept": kept,
            "without": changelist.get_query_string(remove=[self.parameter_name]),
        }
