package import Crypto
import Store

/// What every deploy has in common; the operator's choice.
package struct ProvisioningSettings: Sendable {
    /// The name of the Hetzner project in the ledger.
    package var project: String
    /// What to order, best first; on a sold-out answer the next is tried.
    package var serverChoices: [ServerChoice]
    package var image: String
    package var keyType: KeyType
    package var sshPort: UInt16
    /// CIDR networks from which servers accept SSH.
    package var controlPlaneAddresses: [String]
    /// `https://…` without a slash at its end; the callback's path is appended.
    package var callbackBaseURL: String
    package var machine: MachineSettings
    /// How long a new server may take from its creation to its callback.
    package var setUpTimeout: Duration
    /// How long the service has to keep running before a deploy counts as done.
    package var serviceSettle: Duration
    /// Where the jobs' wake-up sockets live.
    package var runDirectory: String

    package init(
        project: String, serverChoices: [ServerChoice], image: String, keyType: KeyType, sshPort: UInt16,
        controlPlaneAddresses: [String], callbackBaseURL: String, machine: MachineSettings,
        setUpTimeout: Duration, serviceSettle: Duration, runDirectory: String
    ) {
        self.project = project
        self.serverChoices = serverChoices
        self.image = image
        self.keyType = keyType
        self.sshPort = sshPort
        self.controlPlaneAddresses = controlPlaneAddresses
        self.callbackBaseURL = callbackBaseURL
        self.machine = machine
        self.setUpTimeout = setUpTimeout
        self.serviceSettle = serviceSettle
        self.runDirectory = runDirectory
    }
}

/// A server type in a location.
package struct ServerChoice: Equatable, Sendable, CustomStringConvertible {
    package let type: String
    package let location: String

    package init(type: String, location: String) {
        self.type = type
        self.location = location
    }

    package var description: String { "\(type):\(location)" }
}
