"""Reads the schema of the running server, CIVICGRAPH_URL, with graphql-core, and asks it with gql if that is installed."""

import json
import os
import sys
import urllib.request
from decimal import Decimal

import graphql as core

try:
    from gql import Client, gql
    from gql.transport.exceptions import TransportQueryError
    from gql.transport.requests import RequestsHTTPTransport
    from gql.utilities import update_schema_scalars
except ImportError:
    gql = None

URL = os.environ["CIVICGRAPH_URL"]


def ask(query):
    body = json.dumps({"query": query}).encode()
    request = urllib.request.Request(URL + "/graphql", body, {"Content-Type": "application/json"})
    answer = json.load(urllib.request.urlopen(request))
    assert "errors" not in answer, answer
    return answer["data"]


def introspect():
    everything = {"specified_by_url": True, "directive_is_repeatable": True, "schema_description": True, "input_value_deprecation": True}
    for options in ({}, everything):
        schema = core.build_client_schema(ask(core.get_introspection_query(**options)))
        assert core.validate_schema(schema) == []
        for kind in schema.type_map.values():
            if core.is_interface_type(kind):
                assert all(core.is_object_type(possible) for possible in schema.get_possible_types(kind)), kind
        assert core.graphql_sync(schema, "{ __typename }").data == {"__typename": "Query"}
        core.build_schema(core.print_schema(schema))
    for variant in ("", "?interfaces=flat"):
        text = urllib.request.urlopen(URL + "/schema.graphqls" + variant).read().decode()
        assert core.validate_schema(core.build_schema(text)) == []


def use_gql():
    client = Client(transport=RequestsHTTPTransport(url=URL + "/graphql"), fetch_schema_from_transport=True, parse_results=True)
    with client as session:
        decimal = core.GraphQLScalarType("Decimal", serialize=str, parse_value=Decimal)
        update_schema_scalars(client.schema, [decimal])
        query = gql("""
          query Projects($first: Int!, $after: String, $least: Decimal) {
            projects(first: $first, after: $after, where: { investment: { gte: $least } }) {
              totalCount
              nodes { slug investment { amount currency } }
              pageInfo { endCursor hasNextPage }
            }
          }
        """)
        after, projects = None, []
        while True:
            variables = {"first": 2, "after": after, "least": "0.5"}
            page = session.execute(query, variable_values=variables)["projects"]
            projects += page["nodes"]
            after = page["pageInfo"]["endCursor"]
            if not page["pageInfo"]["hasNextPage"]:
                break
        assert len(projects) == page["totalCount"] > 0
        assert all(isinstance(project["investment"]["amount"], Decimal) for project in projects)
        try:
            session.execute(gql("{ districts(first: 1000) { totalCount } }"))
            raise AssertionError("a page of 1000 is answered")
        except TransportQueryError as error:
            assert error.errors[0]["extensions"]["code"] == "BAD_PAGE", error


introspect()
print("graphql-core", core.__version__, "reads the schema")
if gql:
    use_gql()
    print("gql asks the server")
else:
    print("**** gql is not installed: it is not tried. ****", file=sys.stderr)
