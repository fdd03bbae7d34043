/// One simulated machine as it was asked for.
package struct MachineSpecification: Codable, Equatable, Sendable {
    package let name: String
    /// A loopback address in dotted decimal, such as 127.1.0.9: sshd listens there and nowhere else.
    package let address: String
    package let sshPort: UInt16
    /// How long every connection is refused after the start.
    package var bootTime: Duration
    /// How long set-up takes at least, counted from the end of the boot time.
    package var setUpTime: Duration
    /// How late the call is that `Fault.callbackLate` delays.
    package var callbackDelay: Duration
    package var faults: Set<Fault>
    /// What cloud-init sends as `instance_id`.
    package var instanceID: String

    /// Throws a sentence when the name is no host name or the address no loopback address.
    package init(
        name: String, address: String, sshPort: UInt16, bootTime: Duration = .zero,
        setUpTime: Duration = .zero,
        callbackDelay: Duration = .seconds(20), faults: Set<Fault> = [], instanceID: String? = nil
    ) throws(MachineError) {
        try MachineSpecification.check(name: name)
        guard MachineSpecification.isLoopback(address) else {
            throw MachineError("address \(address): expected a loopback address, such as 127.1.0.9")
        }
        self.name = name
        self.address = address
        self.sshPort = sshPort
        self.bootTime = bootTime
        self.setUpTime = setUpTime
        self.callbackDelay = callbackDelay
        self.faults = faults
        self.instanceID = instanceID ?? String(Int.random(in: 10_000_000...99_999_999))
    }

    /// A machine's name is its host name and the name of its directory (RFC 1123, and Linux's limit of 64).
    static func check(name: String) throws(MachineError) {
        let isInner = { (byte: UInt8) in Self.isAlphanumeric(byte) || byte == UInt8(ascii: "-") }
        let labels = name.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        let isHostName = labels.allSatisfy { label in
            guard let first = label.first, let last = label.last else { return false }
            return isAlphanumeric(first) && isAlphanumeric(last) && label.allSatisfy(isInner)
        }
        guard isHostName, name.utf8.count <= 64 else {
            throw MachineError("name \(name): expected a host name of letters, digits, hyphens and dots")
        }
    }

    private static func isAlphanumeric(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"):
            true
        default: false
        }
    }

    private static func isLoopback(_ address: String) -> Bool {
        let parts = address.split(separator: ".", omittingEmptySubsequences: false)
        return parts.count == 4 && parts[0] == "127" && parts.allSatisfy { UInt8($0) != nil }
    }
}
