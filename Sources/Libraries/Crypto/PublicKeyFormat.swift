/// The public key types that we read, and what their wire forms hold after the type's name.
enum PublicKeyFormat: String {
    case ed25519 = "ssh-ed25519"
    case ecdsaP256 = "ecdsa-sha2-nistp256"
    case ecdsaP384 = "ecdsa-sha2-nistp384"
    case ecdsaP521 = "ecdsa-sha2-nistp521"
    case rsa = "ssh-rsa"

    /// Whether the wire form is of this type, whole, and without anything behind it.
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
