import Testing

@testable import SimulatedMachine

@Suite struct RuncmdTests {
    @Test func `joins commands into one script: arrays quoted, strings unchanged`() throws {
        let script = try CloudInit.shellify([
            .array([.string("bash"), .string("-c"), .string("echo 'a b'")]), .string("exit 0"),
            .array([.string("sleep"), .integer(1)]),
        ])
        #expect(script == "#!/bin/sh\n'bash' '-c' 'echo '\\''a b'\\'''\nexit 0\n'sleep' '1'\n")
    }

    @Test func `refuses a command of any other type`() {
        #expect(throws: ModuleError.self) { try CloudInit.shellify([.string("true"), .integer(7)]) }
    }
}
