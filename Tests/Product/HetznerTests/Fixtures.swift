/// Response bodies of the API; two of Hetzner's own clients read them.
enum Fixture {
    static let location = """
        {"id":2,"name":"nbg1","description":"Nuremberg DC Park 1","country":"DE","city":"Nuremberg",
         "latitude":49.452102,"longitude":11.076665,"network_zone":"eu-central"}
        """

    static let serverType = """
        {"id":114,"name":"cx23","description":"CX23","cores":2,"memory":4,"disk":40,"deprecated":false,
         "prices":[{"location":"nbg1",
           "price_hourly":{"net":"0.0088000000","gross":"0.0104720000000000"},
           "price_monthly":{"net":"5.4900000000","gross":"6.5331000000000000"},
           "included_traffic":21990232555520,
           "price_per_tb_traffic":{"net":"1.0000000000","gross":"1.1900000000000000"}}],
         "storage_type":"local","cpu_type":"shared","category":"cost_optimized","architecture":"x86",
         "locations":[{"id":2,"name":"nbg1","deprecation":null,"recommended":true,"available":true}]}
        """

    static let image = """
        {"id":161547269,"type":"system","status":"available","name":"ubuntu-24.04",
         "description":"Ubuntu 24.04","image_size":null,"disk_size":5,"created":"2024-04-25T13:26:27Z",
         "created_from":null,"bound_to":null,"os_flavor":"ubuntu","os_version":"24.04","rapid_deploy":true,
         "protection":{"delete":false},"deprecated":null,"deprecation":null,"deleted":null,"labels":{},
         "architecture":"x86"}
        """

    static let action = action(id: 606_028_482_673_874, command: "create_server")

    static func action(id: Int64, command: String, status: String = "running") -> String {
        """
        {"id":\(id),"command":"\(command)","status":"\(status)","progress":0,
         "started":"2026-11-20T23:40:00Z","finished":null,"resources":[{"id":42,"type":"server"}],"error":null}
        """
    }

    static let server = server()

    static func server(id: Int64 = 42, name: String = "web-1", status: String = "initializing") -> String {
        """
        {"id":\(id),"name":"\(name)","status":"\(status)","created":"2026-11-20T23:40:00Z",
         "public_net":{"ipv4":{"id":9001,"ip":"192.0.2.10","blocked":false,
             "dns_ptr":"static.10.2.0.192.clients.your-server.de"},
           "ipv6":{"id":9002,"ip":"2001:db8:1::/64","blocked":false,"dns_ptr":[]},
           "floating_ips":[],"firewalls":[{"id":38,"status":"applied"}]},
         "private_net":[],"server_type":\(serverType),"location":\(location),"image":\(image),"iso":null,
         "rescue_enabled":false,"locked":false,"backup_window":null,"outgoing_traffic":null,
         "ingoing_traffic":null,"included_traffic":21990232555520,
         "protection":{"delete":false,"rebuild":false},"labels":{"a":"b"},"volumes":[],"load_balancers":[],
         "primary_disk_size":40,"placement_group":null}
        """
    }

    static let createdServer = """
        {"server":\(server),"action":\(action),"root_password":null,
         "next_actions":[\(action(id: 606_028_482_673_875, command: "start_server"))]}
        """

    static let sshKey = """
        {"id":7,"name":"k","fingerprint":"b7:2f:30:a0:2f:6c:58:6c:21:04:58:61:ba:06:3b:2f",
         "public_key":"ssh-ed25519 AAAA...","labels":{},"created":"2026-11-20T23:40:00Z"}
        """

    static let firewall = """
        {"id":38,"name":"fw","labels":{},"created":"2026-11-20T23:40:00Z",
         "rules":[{"description":null,"direction":"in","source_ips":["0.0.0.0/0","::/0"],
           "destination_ips":[],"protocol":"tcp","port":"22"}],
         "applied_to":[{"type":"server","server":{"id":42}},
           {"type":"label_selector","label_selector":{"selector":"a=b"},
            "applied_to_resources":[{"type":"server","server":{"id":42}}]}]}
        """

    static let primaryIP = """
        {"id":9001,"name":"primary_ip-9001","labels":{},"created":"2026-11-20T23:40:00Z","blocked":false,
         "location":\(location),"ip":"192.0.2.10","dns_ptr":[{"ip":"192.0.2.10","dns_ptr":"x.example"}],
         "protection":{"delete":false},"type":"ipv4","auto_delete":true,"assignee_type":"server",
         "assignee_id":42}
        """

    static func list(_ plural: String, _ elements: String..., page: Int = 1, next: Int? = nil) -> String {
        """
        {"\(plural)":[\(elements.joined(separator: ","))],"meta":{"pagination":{"page":\(page),"per_page":50,
         "previous_page":null,"next_page":\(next.map(String.init) ?? "null"),"last_page":null,
         "total_entries":null}}}
        """
    }

    static func error(_ code: String, _ message: String = "no", details: String = "{}") -> String {
        #"{"error":{"code":"\#(code)","message":"\#(message)","details":\#(details)}}"#
    }
}
