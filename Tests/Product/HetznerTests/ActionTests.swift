import Hetzner
import Testing

struct ActionTests {
    private static let request = "GET /servers/42/actions?page=1&per_page=50"

    @Test func `an action is read as Hetzner writes it`() throws {
        let actions = try playing(Exchange(Self.request, 200, Fixture.list("actions", Fixture.action))) {
            try $0.actions(ofServer: 42, by: $1)
        }
        let action = try #require(actions.first)
        #expect(action.command == "create_server")
        #expect(action.status == .running)
        #expect(action.error == nil)
    }

    @Test func `a failed action has an error code and a message`() throws {
        let actions = try playing(
            Exchange(
                Self.request, 200,
                Fixture.list(
                    "actions",
                    """
                    {"id":1,"command":"create_server","status":"error","progress":100,
                     "started":"2026-11-20T23:40:00Z","finished":"2026-11-20T23:40:05.123456Z","resources":[],
                     "error":{"code":"action_failed","message":""}}
                    """))
        ) { try $0.actions(ofServer: 42, by: $1) }
        let action = try #require(actions.first)
        #expect(action.status == .error)
        #expect(action.error?.code == "action_failed")
        #expect(action.error?.message == "")
    }

    @Test func `reads the actions of a server to the last page`() throws {
        let actions = try playing(
            Exchange(
                Self.request, 200, Fixture.list("actions", Fixture.action(id: 1, command: "a"), next: 2)),
            Exchange(
                "GET /servers/42/actions?page=2&per_page=50", 200,
                Fixture.list("actions", Fixture.action(id: 2, command: "b"), page: 2))
        ) { try $0.actions(ofServer: 42, by: $1) }
        #expect(actions.map(\.id) == [1, 2])
    }

    @Test func `a server may have no actions`() throws {
        let actions = try playing(Exchange(Self.request, 200, Fixture.list("actions"))) {
            try $0.actions(ofServer: 42, by: $1)
        }
        #expect(actions.isEmpty)
    }
}
