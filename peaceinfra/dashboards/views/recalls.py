"""The recalls that were sent to an account: what its holder is asked to do with copies, and their answer."""

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from peaceinfra.core.choices import RecallAnswer, RecallReason, RecallTask
from peaceinfra.core.identity import number_in
from peaceinfra.core.recalls import answer_as_account, notices_of_account
from peaceinfra.core.text import check_readable


class AnswerForm(forms.Form):
    answer = forms.ChoiceField(choices=RecallAnswer.choices)
    note = forms.CharField(
        label=gettext_lazy("Note"), max_length=500, required=False, validators=[check_readable]
    )


@login_required
def recalls(request):
    """GET: the recalls. POST `notice`, `answer`, `note`: the answer to one."""
    if request.method == "POST":
        form = AnswerForm(request.POST)
        if not form.is_valid():
            raise Http404
        notice = number_in(request.POST.get("notice", ""))
        if not answer_as_account(
            request.user.pk, notice, form.cleaned_data["answer"], form.cleaned_data["note"]
        ):
            raise Http404
        messages.success(request, _("Your answer is with the security officers."))
        return redirect("recalls")
    notices = [
        (
            notice,
            RecallReason(notice.reason).label,
            RecallTask(notice.task).label,
            RecallAnswer(notice.answer).label if notice.answer else "",
        )
        for notice in notices_of_account(request.user.pk)
    ]
    return render(request, "pages/recalls.html", {"notices": notices})
