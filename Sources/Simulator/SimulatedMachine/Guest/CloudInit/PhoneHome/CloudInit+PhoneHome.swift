import HTTP

extension CloudInit {
    private static let allFields = [
        "pub_key_dsa", "pub_key_rsa", "pub_key_ecdsa", "pub_key_ed25519", "instance_id", "hostname", "fqdn",
    ]

    /// The host name in the URL of phone_home, without the port; nil when there is none.
    var callbackHost: String? {
        guard let url = configuration["phone_home"]?["url"]?.string else { return nil }
        return WebAddress(url)?.host
    }

    /// Sends phone_home, not before `setUpEnds`. It is sent after failed modules too, and its own failure is logged
    /// but no error of cloud-init.
    func phoneHome(after setUpEnds: ContinuousClock.Instant) throws {
        pause(until: setUpEnds)
        guard let settings = configuration["phone_home"], behavior.callbacks > 0 else {
            return
        }
        guard let url = settings["url"]?.string else {
            CloudInit.log("Skipping module named phone-home, no 'url' found in 'phone_home' configuration")
            return
        }
        if behavior.callsBackLate {
            pause(machine.callbackDelay)
        }
        let form = try form(settings["post"])
        let tries = tries(settings["tries"])
        for _ in 0..<behavior.callbacks {
            post(form, to: expanded(url), tries: tries)
        }
    }

    private func post(_ form: [UInt8], to url: String, tries: Int) {
        for attempt in 1...max(tries, 1) {
            switch PhoneHomeRequest(url: url, form: form).send() {
            case .succeeded:
                return
            case .failedPermanently(let reason):
                CloudInit.log("Failed to post phone home data: \(reason)")
                return
            case .failed(let reason):
                CloudInit.log("phone home, try \(attempt) of \(tries): \(reason)")
                if attempt < tries { pause(.seconds(3)) }
            }
        }
    }

    /// The form of the fields that `post` lists, in its order, encoded as Python's quote_plus does. Host keys end in a
    /// newline.
    private func form(_ post: JSONValue?) throws -> [UInt8] {
        let requested = post?.strings ?? CloudInit.allFields
        let names = requested == ["all"] ? CloudInit.allFields : requested
        let directory = try keyDirectory()
        let pairs = names.map { name in
            percentEncoded(name) + "=" + plusEncoded(value(of: name, keys: directory) ?? "N/A")
        }
        return Array(pairs.joined(separator: "&").utf8)
    }

    private func value(of field: String, keys directory: String) -> String? {
        switch field {
        case "instance_id": machine.instanceID
        case "hostname": machine.name.split(separator: ".").first.map(String.init)
        case "fqdn": machine.name
        default:
            field.hasPrefix("pub_key_") ? HostKeys.publicKey(String(field.dropFirst(8)), in: directory) : nil
        }
    }

    /// The directory of the host keys to send. Under `wrongHostKey` they are fresh ones that sshd does not use.
    private func keyDirectory() throws(MachineError) -> String {
        guard behavior.announcesWrongHostKeys else { return HostKeys.directory }
        let directory = GuestPaths.directory + "/wrong-keys"
        try HostKeys.generate(into: directory)
        return directory
    }

    private func tries(_ setting: JSONValue?) -> Int {
        switch setting {
        case .integer(let number)?: number
        case .string(let digits)?: Int(digits) ?? 10
        default: 10
        }
    }

    private func expanded(_ url: String) -> String {
        url.split(separator: "$INSTANCE_ID", omittingEmptySubsequences: false).joined(
            separator: machine.instanceID)
    }

    private func plusEncoded(_ text: String) -> String {
        percentEncoded(text).split(separator: "%20", omittingEmptySubsequences: false).joined(separator: "+")
    }
}
