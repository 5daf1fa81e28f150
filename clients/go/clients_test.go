package clients

import (
	"errors"
	"math/big"
	"net/http"
	"os"
	"testing"

	"github.com/Khan/genqlient/graphql"
	"github.com/Yamashou/gqlgenc/clientv2"
	"github.com/vektah/gqlparser/v2/gqlerror"

	"civicgraph/clients/go/genqlient"
	"civicgraph/clients/go/gqlgenc"
)

// endpoint is where the server with the demo data answers.
func endpoint(t *testing.T) string {
	t.Helper()
	url := os.Getenv("CIVICGRAPH_URL")
	if url == "" {
		t.Skip("NOT TESTED: clients in Go; CIVICGRAPH_URL is not set, make clients starts a server and sets it")
	}
	return url + "/graphql"
}

// source is one of the demo data with facts of many types.
const source = "tianjin-work-report-2023"

func pointer[T any](value T) *T { return &value }

func TestGenqlient(t *testing.T) {
	ctx, client := t.Context(), graphql.NewClient(endpoint(t), http.DefaultClient)
	const first = 50
	var after *string
	total, ids := 0, []string{}
	for {
		page, err := genqlient.ProjectsPage(ctx, client, &genqlient.ProjectFilter{Slug: &genqlient.StringFilter{Ne: pointer("none")}}, first, after)
		if err != nil {
			t.Fatal(err)
		}
		total = page.Projects.TotalCount
		for _, project := range page.Projects.Nodes {
			ids = append(ids, project.Id)
			if project.Investment == nil {
				continue
			}
			if _, ok := new(big.Rat).SetString(project.Investment.Amount); !ok {
				t.Errorf("%s: %q is not a number", project.Slug, project.Investment.Amount)
			}
		}
		if !page.Projects.PageInfo.HasNextPage {
			break
		}
		after = page.Projects.PageInfo.EndCursor
	}
	if total == 0 || len(ids) != total {
		t.Errorf("the pages hold %d projects, want %d", len(ids), total)
	}
	one, err := genqlient.RecordByID(ctx, client, ids[0])
	if err != nil {
		t.Fatal(err)
	}
	if project, ok := (*one.Node).(*genqlient.RecordByIDNodeProject); !ok || project.Slug == "" || project.Name == "" {
		t.Errorf("the record is %#v", one.Node)
	}
	many, err := genqlient.RecordsByID(ctx, client, ids[:2])
	if err != nil {
		t.Fatal(err)
	}
	for _, node := range many.Nodes {
		if project, ok := (*node).(*genqlient.RecordsByIDNodesProject); !ok || project.Version < 1 || project.UpdatedAt.IsZero() || len(project.Citations) == 0 {
			t.Errorf("a record is %#v", node)
		}
	}
	facts, err := genqlient.FactsOfASource(ctx, client, source, first, nil)
	if err != nil {
		t.Fatal(err)
	}
	figures, entities := 0, 0
	for _, fact := range facts.Source.Facts.Nodes {
		switch fact := fact.(type) {
		case *genqlient.FactsOfASourceSourceFactsFactConnectionNodesFigure:
			figures++
		case interface{ GetSlug() string }:
			if fact.GetSlug() != "" {
				entities++
			}
		}
	}
	if figures == 0 || entities == 0 {
		t.Errorf("the source has %d figures and %d entities, want some", figures, entities)
	}
	_, err = genqlient.ProjectsPage(ctx, client, nil, 1000, nil)
	if list, ok := errors.AsType[gqlerror.List](err); !ok || list[0].Extensions["code"] != "BAD_PAGE" {
		t.Errorf("a page of 1000 gives %v, want BAD_PAGE", err)
	}
}

func TestGqlgenc(t *testing.T) {
	ctx, client := t.Context(), gqlgenc.NewClient(http.DefaultClient, endpoint(t), nil)
	const first = 50
	var after *string
	total, ids := 0, []string{}
	where := &gqlgenc.ProjectFilter{Slug: &gqlgenc.StringFilter{Ne: pointer("none")}}
	for {
		page, err := client.ProjectsPage(ctx, where, first, after)
		if err != nil {
			t.Fatal(err)
		}
		total = page.Projects.TotalCount
		for _, project := range page.Projects.Nodes {
			ids = append(ids, project.ID)
		}
		if !page.Projects.PageInfo.HasNextPage {
			break
		}
		after = page.Projects.PageInfo.EndCursor
	}
	if total == 0 || len(ids) != total {
		t.Errorf("the pages hold %d projects, want %d", len(ids), total)
	}
	one, err := client.RecordByID(ctx, ids[0])
	if err != nil {
		t.Fatal(err)
	}
	if *one.Node.Typename != "Project" || one.Node.Entity.Name == "" {
		t.Errorf("the record is %+v", one.Node)
	}
	many, err := client.RecordsByID(ctx, ids[:2])
	if err != nil {
		t.Fatal(err)
	}
	if len(many.Nodes) != 2 || many.Nodes[0].Versioned.Version < 1 {
		t.Errorf("the records are %+v", many.Nodes)
	}
	facts, err := client.FactsOfASource(ctx, source, first, nil)
	if err != nil {
		t.Fatal(err)
	}
	if facts.Source.Facts.TotalCount == 0 {
		t.Error("the source has no facts")
	}
	_, err = client.ProjectsPage(ctx, nil, 1000, nil)
	failure, ok := errors.AsType[*clientv2.ErrorResponse](err)
	if !ok || failure.GqlErrors == nil || (*failure.GqlErrors)[0].Extensions["code"] != "BAD_PAGE" {
		t.Errorf("a page of 1000 gives %v, want BAD_PAGE", err)
	}
}
