import Testing

@testable import SimulatedMachine

@Suite struct UserDataTests {
    @Test func `JSON after the line that makes it a cloud-config is read`() {
        let configuration = UserData.configuration(Array("#cloud-config\n{\"packages\": [\"git\"]}".utf8))
        #expect(configuration == ["packages": .array([.string("git")])])
    }

    @Test(arguments: [
        "{\"#cloud-config\": 1}", "\n#cloud-config\n{}", "#cloud-config {}", "#cloud-config\r\n{}",
        "#!/bin/sh\n", "",
        "#cloud-config\n{\"packages\": [", "#cloud-config\n[]", "#cloud-config\npackages: [git]",
    ])
    func `anything else is ignored whole`(document: String) {
        #expect(UserData.configuration(Array(document.utf8)) == nil)
    }

    @Test func `commands become one script, lists quoted and strings as they are`() throws {
        let script = try CloudInit.shellify([
            .array([.string("bash"), .string("-c"), .string("echo 'a b'")]), .string("exit 0"),
            .array([.string("sleep"), .integer(1)]),
        ])
        #expect(script == "#!/bin/sh\n'bash' '-c' 'echo '\\''a b'\\'''\nexit 0\n'sleep' '1'\n")
    }

    @Test func `an item that is neither makes none`() {
        #expect(throws: ModuleError.self) { try CloudInit.shellify([.string("true"), .integer(7)]) }
    }
}
