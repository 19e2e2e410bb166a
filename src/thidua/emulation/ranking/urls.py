"""Addresses of rankings."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from .views import cluster, council, result, voting

urlpatterns: list[URLPattern | URLResolver] = [
    path("thi-dua/xep-hang/<slug:reference>/", result.ranking, name="ranking"),
    path("thi-dua/xep-hang/<slug:reference>/lap/", result.ranking_draw, name="ranking-draw"),
    path("thi-dua/xep-hang/<slug:reference>/thu-hang/", result.ranking_settle, name="ranking-settle"),
    path("thi-dua/xep-hang/<slug:reference>/bo/", result.ranking_discard, name="ranking-discard"),
    path("thi-dua/xep-hang/<slug:reference>/bo-phieu/", voting.ranking_vote, name="ranking-vote"),
    path("thi-dua/xep-hang/<slug:reference>/lay-phieu/", voting.ranking_take_votes, name="ranking-take-votes"),
    path("thi-dua/xep-hang/<slug:reference>/chot/", result.ranking_decide, name="ranking-decide"),
    path("thi-dua/xep-hang/<slug:reference>/mo-lai/", result.ranking_reopen, name="ranking-reopen"),
    path("thi-dua/xep-hang/<slug:reference>/cong-bo/", result.ranking_publish, name="ranking-publish"),
    path("thi-dua/xep-hang/<slug:reference>/hoan-tac-cong-bo/", result.ranking_unpublish, name="ranking-unpublish"),
    path("thi-dua/xep-hang/<slug:reference>/hoi-dong/", council.ranking_council, name="ranking-council"),
    path("thi-dua/cum/<slug:reference>/xep-hang/", cluster.cluster_ranking, name="cluster-ranking"),
]
