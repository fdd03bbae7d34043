import SimulatorFaults

/// The ways in which a machine differs from a healthy one.
struct MachineBehavior {
    enum SSHServer {
        case serves, refuses, resets, stalls
    }

    private(set) var sshServer = SSHServer.serves
    private(set) var showsOtherHostKeys = false
    /// The faults that programs inside look up by `hasMarker`, or as files in `GuestPaths.faults`.
    private(set) var markers: [MachineFault] = []

    init(_ faults: Set<MachineFault>) {
        // Of faults that exclude each other the first prevails.
        for fault in MachineFault.allCases.reversed() where faults.contains(fault) {
            switch fault {
            case .noCallback, .callbackTwice, .callbackLate, .setUpFails, .serviceExits: markers.append(fault)
            case .wrongHostKey: showsOtherHostKeys = true
            case .sshRefuses: sshServer = .refuses
            case .sshResets: sshServer = .resets
            case .sshStalls: sshServer = .stalls
            }
        }
    }

    /// Leaves a file for each marker, for programs that know nothing of the specification. That of a late callback holds
    /// the seconds.
    func writeMarkers(callbackDelay: Duration) throws(MachineError) {
        for fault in markers {
            try File.createDirectory(GuestPaths.faults)
            let text = fault == .callbackLate ? "\(callbackDelay / .seconds(1))" : ""
            try File.write(text, to: Self.path(fault))
        }
    }

    static func hasMarker(_ fault: MachineFault) -> Bool {
        File.exists(path(fault))
    }

    private static func path(_ fault: MachineFault) -> String {
        GuestPaths.faults + "/" + fault.rawValue
    }
}
