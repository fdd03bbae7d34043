/// An SSH public key: a customer server's login key or its host key.
package struct PublicKey: Sendable, Equatable, CustomStringConvertible {
    /// The limit of a line's length; an RSA-16384 key has under 3,000 characters.
    package static let maxLineBytes = 8192

    /// The key's type as the protocol names it, such as "ssh-ed25519".
    package let type: String
    /// The key in wire form (RFC 4253 section 6.6), which begins with the type.
    package let blob: [UInt8]

    init(type: String, blob: [UInt8]) {
        self.type = type
        self.blob = blob
    }

    /// Reads a line as OpenSSH writes it to `.pub` files and cloud-init posts it: type, base 64 and an optional
    /// comment, which is dropped. Safe with untrusted text.
    /// - Throws: `.tooLong`, or `.malformed` unless the type is Ed25519, ECDSA or RSA and the base 64 holds one
    ///   key of exactly that type.
    package init(openSSH line: String) throws(CryptoError) {
        let operation = "read public key"
        guard line.utf8.count <= Self.maxLineBytes else {
            throw CryptoError(.tooLong, operation, "longer than \(Self.maxLineBytes) bytes")
        }
        let words = line.split(maxSplits: 2) { $0 == " " || $0 == "\t" || $0.isNewline }
        guard words.count >= 2, let blob = Base64.standard.decode(String(words[1])),
            PublicKeyFormat(rawValue: String(words[0]))?.describes(blob) == true
        else { throw CryptoError(.malformed, operation, "not a line of key type and key in base 64") }
        self.init(type: String(words[0]), blob: blob)
    }

    /// Reads the wire form, as it comes from a server during the key exchange.
    /// - Throws: `.malformed` as for a line.
    package init(blob: [UInt8]) throws(CryptoError) {
        var reader = WireReader(blob)
        guard let type = reader.name(), PublicKeyFormat(rawValue: type)?.describes(blob) == true else {
            throw CryptoError(.malformed, "read public key", "not a key in wire form")
        }
        self.init(type: type, blob: blob)
    }

    /// Type and base 64, separated by one space, without comment or line end: a line of `authorized_keys`.
    package var openSSH: String {
        "\(type) \(Base64.standard.encode(blob))"
    }

    /// MD5 of the wire form in colon-separated hex, by which Hetzner identifies SSH keys.
    package var md5Fingerprint: String {
        MD5.fingerprint(blob)
    }

    package var description: String { openSSH }
}

/// The public key types that are accepted, and the contents of their wire forms after the type's name.
private enum PublicKeyFormat: String {
    case ed25519 = "ssh-ed25519"
    case ecdsaP256 = "ecdsa-sha2-nistp256"
    case ecdsaP384 = "ecdsa-sha2-nistp384"
    case ecdsaP521 = "ecdsa-sha2-nistp521"
    case rsa = "ssh-rsa"

    /// True when the wire form is of this type, complete, and without trailing bytes.
    func describes(_ blob: [UInt8]) -> Bool {
        var reader = WireReader(blob)
        guard reader.name() == rawValue else { return false }
        let isComplete =
            switch self {
            // RFC 8709
            case .ed25519: reader.string()?.count == 32
            // RFC 5656: the curve's name and an uncompressed point
            case .ecdsaP256: reader.name() == "nistp256" && reader.string()?.count == 65
            case .ecdsaP384: reader.name() == "nistp384" && reader.string()?.count == 97
            case .ecdsaP521: reader.name() == "nistp521" && reader.string()?.count == 133
            // RFC 4253: exponent and modulus, the latter of 1024 to 16384 bits
            case .rsa:
                (1...8).contains(reader.string()?.count ?? 0)
                    && (129...2049).contains(reader.string()?.count ?? 0)
            }
        return isComplete && reader.isAtEnd
    }
}
