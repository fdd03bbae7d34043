import Hetzner
import Testing

struct ActionTests {
    @Test func `an action is read as Hetzner writes it`() throws {
        let action = try playing(
            Exchange("GET /actions/606028482673874", 200, #"{"action":\#(Fixture.action)}"#)
        ) { try $0.action(606_028_482_673_874, by: $1) }
        #expect(action.command == "create_server")
        #expect(action.status == .running)
        #expect(action.finished == nil)
        #expect(action.error == nil)
        #expect(action.resources.map(\.id) == [42])
    }

    @Test func `a failed action has an error code and a message`() throws {
        let action = try playing(
            Exchange(
                "GET /actions/1", 200,
                """
                {"action":{"id":1,"command":"create_server","status":"error","progress":100,
                 "started":"2026-11-20T23:40:00Z","finished":"2026-11-20T23:40:05.123456Z","resources":[],
                 "error":{"code":"action_failed","message":""}}}
                """)
        ) { try $0.action(1, by: $1) }
        #expect(action.status == .error)
        #expect(action.error?.code == "action_failed")
        #expect(action.error?.message == "")
        #expect(action.finished != nil)
    }

    @Test func `requests twenty-five actions at a time and leaves out unknown ones`() throws {
        let first = (1...25).map { "id=\($0)" }.joined(separator: "&")
        let actions = try playing(
            Exchange(
                "GET /actions?\(first)", 200,
                #"{"actions":[\#(Fixture.action(id: 1, command: "a")),\#(Fixture.action(id: 2, command: "b"))]}"#
            ),
            Exchange("GET /actions?id=26", 200, #"{"actions":[]}"#)
        ) { try $0.actions(Array(1...26), by: $1) }
        #expect(actions.map(\.id) == [1, 2])
    }

    @Test func `an empty list of ids sends no request`() throws {
        let actions = try playing { try $0.actions([], by: $1) }
        #expect(actions.isEmpty)
    }
}
