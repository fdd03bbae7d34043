import Foundation
import Provisioning
import TestSupport
import Testing

/// A machine with the product's own user-data.
struct ProductMachine {
    let machine: TestMachine

    static let accepted = "HTTP/1.1 200 OK\r\nContent-Length: 15\r\n\r\n{\"status\":\"ok\"}"
    /// The secret part of the callback address.
    static let token = "one-time-token"

    init(calling server: SocketServer, options: [String] = []) throws {
        let settings = MachineSettings(
            userName: "rachel", packages: ["git", "curl", "unzip"],
            repositoryURL: "https://github.com/polly3223/Rachel8.git", repositoryReference: "main",
            unit: MachineSettings.standardUnit)
        let userData = try UserData(
            machine: settings, authorizedKey: TestKey.customer.get().publicLine,
            callbackURL: "\(server.url)/api/provision/callback/user/\(Self.token)")
        machine = try TestMachine(userData: userData.text, options: options)
    }

    /// Waits until the machine has read that its report was answered; false after a minute.
    func isAnswered() throws -> Bool {
        try machine.ssh(
            """
            for i in {1..3000}; do
                test -e /var/lib/rachel-cloud/report.answered && ! systemctl is-active -q rachel-cloud-report && exit
                sleep 0.02
            done
            exit 1
            """
        ).status == 0
    }

    /// A script that waits until the journal of the set-up's units contains the text; its status is 1 after a minute.
    static func waitForJournal(_ text: String) -> String {
        """
        for i in {1..300}; do
            sudo journalctl -u rachel-cloud-set-up -u rachel-cloud-report -o cat | grep -qF '\(text)' && exit
            sleep 0.2
        done
        exit 1
        """
    }

    /// The body of a callback.
    struct Report: Equatable {
        let status: String?
        let hostKey: String?
        let step: String?
        let detail: String?

        init(_ request: String) throws {
            let body = try #require(request.components(separatedBy: "\r\n\r\n").last)
            let json = try JSONSerialization.jsonObject(with: Data(body.utf8)) as? [String: String]
            status = json?["status"]
            hostKey = json?["pub_key_ed25519"]?.split(separator: " ").prefix(2).joined(separator: " ")
            step = json?["step"]
            detail = json?["detail"]
        }
    }
}

extension TestMachine {
    /// The Ed25519 key that sshd shows, as type and base 64.
    func shownHostKey() throws -> String {
        let scan = try ProgramRun("/usr/bin/ssh-keyscan", "-t", "ed25519", "-p", String(port), address)
        let line = scan.output.split(separator: "\n").first { !$0.hasPrefix("#") }
        return line?.split(separator: " ").dropFirst().joined(separator: " ") ?? scan.output
    }
}
