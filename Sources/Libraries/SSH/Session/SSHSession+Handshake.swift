import CLibSSH2
import Crypto

extension SSHSession {
    /// Exchanges keys with the server and compares its host key with the pinned one.
    borrowing func handshake(hostKey: PublicKey) throws(SSHError) {
        // Without the preference a server's ECDSA key would be chosen, though another one is pinned.
        try prefer(LIBSSH2_METHOD_HOSTKEY, Self.algorithms(for: hostKey))
        for method in [LIBSSH2_METHOD_CRYPT_CS, LIBSSH2_METHOD_CRYPT_SC] {
            try prefer(method, "aes256-ctr,aes128-ctr")
        }
        for method in [LIBSSH2_METHOD_MAC_CS, LIBSSH2_METHOD_MAC_SC] {
            try prefer(method, "hmac-sha2-512,hmac-sha2-256")
        }
        let code = try finish(.handshake) { libssh2_session_handshake(pointer, socket.descriptor) }
        guard code == 0 else { throw failure(code, .handshake, otherwise: .handshakeFailed) }
        try compare(with: hostKey)
    }

    /// RSA host keys need rsa-sha2, which libssh2 has from 1.11 on.
    private static func algorithms(for hostKey: PublicKey) -> String {
        hostKey.type == "ssh-rsa" ? "rsa-sha2-512,rsa-sha2-256" : hostKey.type
    }

    /// libssh2 would quietly keep its defaults when it knows none of the algorithms.
    private borrowing func prefer(_ method: Int32, _ algorithms: String) throws(SSHError) {
        let code = libssh2_session_method_pref(pointer, method, algorithms)
        guard code == 0 else {
            throw SSHError(.handshakeFailed, .handshake, code: Int(code), "libssh2 has no \(algorithms)")
        }
    }

    private borrowing func compare(with hostKey: PublicKey) throws(SSHError) {
        var count = 0
        var type: Int32 = 0
        let bytes = libssh2_session_hostkey(pointer, &count, &type)
        let blob = [UInt8](UnsafeRawBufferPointer(start: bytes, count: bytes == nil ? 0 : count))
        guard blob == hostKey.blob else {
            throw SSHError(
                .hostKeyMismatch, .handshake, "the server has another host key than the expected one")
        }
    }
}
