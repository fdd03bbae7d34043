import SimulatorFaults

/// A named set of faults that together simulate one failure.
package struct Scenario: Sendable {
    package let name: String
    /// One line of help.
    package let explanation: String
    /// Texts that `FaultInjection.init` reads.
    package let faults: [String]

    package var json: JSON {
        [
            "name": .string(name), "explanation": .string(explanation),
            "faults": .array(faults.map(JSON.string)),
        ]
    }

    package static func named(_ name: String) -> Scenario? {
        all.first { $0.name == name }
    }

    /// Reads a scenario file: one fault a line. Blank lines and lines that begin with `#` are ignored.
    ///
    /// Throws `FaultInjection.Malformed` naming the line.
    package init(name: String, file text: String) throws(FaultInjection.Malformed) {
        var faults: [String] = []
        for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
            let fault = line.drop { $0 == " " || $0 == "\t" }
            if fault.isEmpty || fault.hasPrefix("#") { continue }
            do throws(FaultInjection.Malformed) {
                _ = try FaultInjection(String(fault))
            } catch {
                throw FaultInjection.Malformed(
                    description: "\(name), line \(index + 1): \(error.description)")
            }
            faults.append(String(fault))
        }
        self.init(name, "read from a file", faults)
    }

    init(_ name: String, _ explanation: String, _ faults: [String]) {
        self.name = name
        self.explanation = explanation
        self.faults = faults
    }
}

extension Scenario {
    /// Every scenario that comes with the simulator.
    package static let all = written + single

    private static let written = responses + creations + actions

    /// A scenario for each fault that no written one has.
    private static let single: [Scenario] = {
        let names = Set(written.flatMap(\.faults).map { $0.prefix { $0 != ":" } }.map(String.init))
        return Fault.allCases.filter { !names.contains($0.rawValue) }.map { fault in
            Scenario(fault.rawValue, fault.explanation, [fault.rawValue])
        }
    }()

    private static let responses = [
        Scenario(
            "lost-answer", "the server is created, but the connection closes before the answer comes",
            ["lost-answer:call=POST /servers,times=1"]),
        Scenario(
            "lost-key-answer", "the same for the SSH key",
            ["lost-answer:call=POST /ssh_keys,times=1"]),
        Scenario(
            "lost-delete-answer", "the same for the server's deletion",
            ["lost-answer:call=DELETE /servers/*,times=1"]),
        Scenario(
            "rate-limited", "a quarter of all calls is answered with 429", ["rate-limited:share=25"]),
        Scenario(
            "server-error", "creating a server fails twice with 500",
            ["server-error:call=POST /servers,times=2"]),
        Scenario(
            "server-error-after-commit", "the server is created, but the answer is 500",
            ["server-error:call=POST /servers,when=after,times=1"]),
        Scenario(
            "bad-gateway", "a third of all calls is answered with 502 and a page of HTML",
            ["bad-gateway:share=33"]),
        Scenario(
            "bad-gateway-after-commit", "the server is created, but the answer is 502 with HTML",
            ["bad-gateway:call=POST /servers,when=after,times=1"]),
        Scenario(
            "unavailable", "the first five calls are answered with 503", ["unavailable:times=5"]),
        Scenario("unavailable-for-good", "every call is answered with 503", ["unavailable"]),
        Scenario(
            "gateway-timeout", "the server is created, but the answer is 504",
            ["gateway-timeout:call=POST /servers,when=after,times=1"]),
        Scenario("slow", "every answer comes four seconds late", ["slow:seconds=4"]),
        Scenario(
            "dripping", "the answer to the creation comes at 20 bytes a second",
            ["dripping:call=POST /servers,rate=20,times=1"]),
        Scenario(
            "malformed-json", "the server is created, but its answer breaks off",
            ["malformed-json:call=POST /servers,times=1"]),
        Scenario("conflict", "the first three calls are answered with 409 conflict", ["conflict:times=3"]),
        Scenario(
            "maintenance", "creating a server is answered with 403 maintenance twice",
            ["maintenance:call=POST /servers,times=2"]),
        Scenario(
            "token-rejected", "the token stops being valid after the third call", ["token-rejected:skip=3"]),
    ]

    private static let creations = [
        Scenario(
            "sold-out", "cx23 can't be ordered in nbg1: 412 resource_unavailable",
            ["sold-out:type=cx23,location=nbg1"]),
        Scenario(
            "sold-out-placement", "the same, put as 422 placement_error",
            ["sold-out:type=cx23,location=nbg1,form=placement_error"]),
        Scenario(
            "sold-out-unsupported", "cx23 is not sold in nbg1: 422 invalid_input",
            ["sold-out:type=cx23,location=nbg1,form=invalid_input"]),
        Scenario(
            "sold-out-admitted", "cx23 is sold out in nbg1 and the catalogue says so",
            ["sold-out:type=cx23,location=nbg1,catalogue=honest"]),
        Scenario("sold-out-everywhere", "nothing can be ordered anywhere", ["sold-out"]),
        Scenario("quota", "the project may have no server at all", ["quota:limit=0"]),
        Scenario("address-quota", "the project may have no address at all", ["quota:of=primary_ips,limit=0"]),
        Scenario(
            "server-name-taken", "the server's name is taken twice by one that no list shows",
            ["name-taken:of=server,times=2"]),
        Scenario(
            "server-name-foreign", "the server's name belongs to somebody else's server",
            ["name-taken:of=server,holder=somebody,times=1"]),
        Scenario(
            "key-name-taken", "the SSH key's name belongs to somebody else's key",
            ["name-taken:of=ssh_key,holder=somebody,times=1"]),
        Scenario(
            "key-taken", "the same public key is there already under another name",
            ["key-taken:holder=somebody,times=1"]),
        Scenario(
            "firewall-name-taken", "the firewall's name belongs to somebody else's firewall",
            ["name-taken:of=firewall,holder=somebody,times=1"]),
    ]

    private static let actions = [
        Scenario(
            "create-fails", "the create action ends in an error",
            ["action-fails:command=create_server,times=1"]),
        Scenario(
            "start-fails", "the server is created but does not start",
            ["action-fails:command=start_server,times=1"]),
        Scenario(
            "delete-fails", "deleting a server ends in an error once",
            ["action-fails:command=delete_server,times=1"]),
        Scenario(
            "firewall-fails", "applying the firewall ends in an error",
            ["action-fails:command=apply_firewall,times=1"]),
        Scenario(
            "action-stuck", "the start action never ends and keeps the server locked",
            ["action-stuck:command=start_server,times=1"]),
        Scenario("action-missing", "every action answers 404", ["action-missing"]),
        Scenario("stuck-initializing", "the server stays in initializing", ["stuck-initializing"]),
        Scenario("locked-on-delete", "deleting a server is answered with 423 four times", ["locked:times=4"]),
        Scenario(
            "firewall-in-use", "a firewall counts as used for 20 s after its server was deleted",
            ["firewall-in-use:seconds=20"]),
    ]
}
