import Testing

@testable import SimulatedMachine

@Suite struct UserDataTests {
    @Test func `reads JSON after the line #cloud-config`() {
        let configuration = UserData.configuration(Array("#cloud-config\n{\"packages\": [\"git\"]}".utf8))
        #expect(configuration == ["packages": .array([.string("git")])])
    }

    @Test(arguments: [
        "{\"#cloud-config\": 1}", "\n#cloud-config\n{}", "#cloud-config {}", "#cloud-config\r\n{}",
        "#!/bin/sh\n", "",
        "#cloud-config\n{\"packages\": [", "#cloud-config\n[]", "#cloud-config\npackages: [git]",
    ])
    func `ignores any other document`(document: String) {
        #expect(UserData.configuration(Array(document.utf8)) == nil)
    }

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
