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
}
