import Foundation
import TestSupport
import Testing

/// Hetzner's Python client 2.27.0, unmodified, with servers, keys and firewalls from creation to deletion.
struct PythonClientTests {
    /// The Python in which Tests/run installs the client, or another one that has it.
    private static var python: String {
        ProcessInfo.processInfo.environment["HCLOUD_PYTHON"]
            ?? Checkout.path(".build/python-hcloud/bin/python3")
    }

    private static let key =
        "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIMq3L5qO8Jn3aN0IUlHiQgeGbgnPiGuOsqlglpkjBM4y me"

    @Test func `the Python client handles servers, keys, firewalls and the catalogue`() throws {
        try #require(
            FileManager.default.isExecutableFile(atPath: Self.python),
            "Tests/run installs the Python client in \(Self.python)")
        let world = try ServedWorld("--machine-command", "/bin/true")
        let simulator = try world.serve()
        let run = try ProgramRun(
            Self.python, Checkout.path("Tests/Simulator/HetznerClients/walk.py"), world.endpoint,
            ServedWorld.token,
            Self.key)
        #expect(run.output.hasSuffix("walked\n"), "\(run.output)")
        #expect(run.status == 0)
        #expect(simulator.exitStatus == nil)
        let bill = try world.command("bill", arguments: "--json")
        #expect(bill.output.contains(#""open":0,"#))
    }
}
