"""Signing a document, and the public page that says whether it is genuine."""

from __future__ import annotations

from typing import Any

from allauth.core import ratelimit
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from thidua.access.rules import Permission
from thidua.core.errors import DomainError
from thidua.documents.forms_signing import CompareForm, LookUpForm, SignForm
from thidua.documents.models import Document
from thidua.documents.rules import State
from thidua.documents.services.signing import sign_document
from thidua.documents.verification import Verified, find
from thidua.ui.forms import INVALID
from thidua.ui.notices import say

from .access import document_or_404

REASON = "Ban hành văn bản"
"""What the signed file says, in the language of documents."""


@sensitive_post_parameters("passphrase")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def sign(request: HttpRequest, reference: str) -> HttpResponse:
    """Put a signature on an issued document by a key that the person brings along."""
    access = document_or_404(request, reference)
    access.require(Permission.DOCUMENT_ISSUE)
    document = access.document
    if request.method != "POST":
        return _sign_page(request, document, SignForm())
    form = SignForm(request.POST, request.FILES)
    if not form.is_valid():
        return _sign_page(request, document, form, INVALID)
    key: UploadedFile[bytes] = form.cleaned_data["key"]
    try:
        signature = sign_document(
            document_id=document.pk,
            key=key.read(),
            passphrase=form.cleaned_data["passphrase"],
            reason=REASON,
            by=access.user,
        )
    except DomainError as error:
        form.add_error(None, error.sentence)
        return _sign_page(request, document, form, error.status)
    say(request, _("Đã ký số văn bản bằng chứng thư của «%(who)s».") % {"who": signature.signer})
    return redirect("document-page", reference=reference)


def _sign_page(request: HttpRequest, document: Document, form: SignForm, status: int = 200) -> HttpResponse:
    context: dict[str, Any] = {
        "title": _("Ký số văn bản"),
        "crumbs": [
            (_("Văn bản"), reverse("document-list")),
            (document.title, reverse("document-page", args=[document.reference])),
        ],
        "document": document,
        "form": form,
        "verified": find(document.verify_code),
        "may_sign": document.state == State.ISSUED,
    }
    return render(request, "documents/sign.html", context, status=status)


@login_not_required
@require_safe
def look_up(request: HttpRequest) -> HttpResponse:
    """Where whoever holds a document types its code."""
    form = LookUpForm(request.GET) if "code" in request.GET else LookUpForm()
    if form.is_bound and form.is_valid():
        return redirect("verify", code=form.cleaned_data["code"])
    return _unlisted(
        render(
            request,
            "documents/look_up.html",
            {"title": _("Xác thực văn bản"), "form": form},
            status=INVALID if form.is_bound else 200,
        )
    )


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def verify(request: HttpRequest, code: str) -> HttpResponse:
    """What the installation says of the document with a code; a file that is sent along is compared with it."""
    # A code has 128 random bits: what has to be limited is not guessing but the files that are sent along.
    if not ratelimit.consume(request, action="verify"):
        refusal: HttpResponse = ratelimit.respond_429(request)
        return refusal
    verified = find(code)
    if verified is None:
        context = {"title": _("Xác thực văn bản"), "code": code, "form": LookUpForm(initial={"code": code})}
        return _unlisted(render(request, "documents/not_genuine.html", context, status=404))
    if request.method != "POST":
        return _verified_page(request, verified, CompareForm())
    form = CompareForm(request.POST, request.FILES)
    if not form.is_valid():
        return _verified_page(request, verified, form, status=INVALID)
    file: UploadedFile[bytes] = form.cleaned_data["file"]
    if not file.size or file.size > settings.FILE_MAX_BYTES:
        form.add_error("file", _("Tệp rỗng hoặc quá lớn. Hãy chọn đúng tệp PDF của văn bản."))
        return _verified_page(request, verified, form, status=INVALID)
    return _verified_page(request, verified, CompareForm(), likeness=verified.likeness(file.read()).value)


def _verified_page(
    request: HttpRequest, verified: Verified, form: CompareForm, *, likeness: str = "", status: int = 200
) -> HttpResponse:
    context = {
        "title": _("Xác thực văn bản"),
        "verified": verified,
        "document": verified.document,
        "form": form,
        "likeness": likeness,
    }
    return _unlisted(render(request, "documents/verified.html", context, status=status))


def _unlisted(response: HttpResponse) -> HttpResponse:
    """Keep codes out of search engines and out of what other sites are told."""
    response["X-Robots-Tag"] = "noindex"
    # "no-referrer" would also hide where a form comes from, and the protection against forgery refuses that.
    response["Referrer-Policy"] = "same-origin"
    return response


urlpatterns = [
    path("van-ban/<str:reference>/ky/", sign, name="document-sign"),
    path("xac-thuc/", look_up, name="verify-look-up"),
    path("xac-thuc/<str:code>/", verify, name="verify"),
]
