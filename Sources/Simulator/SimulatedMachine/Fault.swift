/// What can be made to go wrong on a simulated machine.
package enum Fault: String, CaseIterable, Codable, Sendable {
    case setUpFails = "set-up-fails"
    case sshRefuses = "ssh-refuses"
    case sshResets = "ssh-resets"
    case sshStalls = "ssh-stalls"
    case noCallback = "no-callback"
    case callbackTwice = "callback-twice"
    case callbackLate = "callback-late"
    case wrongHostKey = "wrong-host-key"
    case serviceExits = "service-exits"

    /// One line of help.
    package var explanation: String {
        switch self {
        case .setUpFails: "bun.sh can't be reached, so a set-up that installs Bun fails at that step"
        case .sshRefuses: "sshd never listens: connections are refused for good"
        case .sshResets: "connections to the SSH port are accepted and reset at once"
        case .sshStalls: "connections to the SSH port are accepted, then nothing is ever said"
        case .noCallback: "cloud-init never sends its phone_home call"
        case .callbackTwice: "cloud-init sends its phone_home call twice"
        case .callbackLate: "cloud-init sends its phone_home call --late-seconds after set-up is over"
        case .wrongHostKey: "phone_home announces host keys that are not the ones sshd shows"
        case .serviceExits: "the bot exits with status 1 as soon as it is started"
        }
    }
}
