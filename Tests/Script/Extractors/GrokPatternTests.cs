using System.Text;
using Tremor.Dataflow.Script.Extractors;
using Tremor.Dataflow.Script.Functions;

namespace Tremor.Dataflow.Tests.Script.Extractors;

/// <summary>Every built-in pattern (spec: language 9.6), with a text that it matches from end to end and one that it does not.</summary>
public class GrokPatternTests
{
    /// <summary>A line: name, a text that matches, a text that does not; <c>\t</c> and <c>\n</c> stand for tab and line feed.</summary>
    private const string Samples = """
        USERNAME ~~ ann.b-c_9 ~~ ann b
        USER ~~ ann ~~ a@b
        EMAILLOCALPART ~~ ann.b+tag ~~ 9lives
        EMAILADDRESS ~~ ann.b@mail.example.org ~~ ann.b
        INT ~~ -42 ~~ 4.2
        BASE10NUM ~~ -4.25 ~~ 4.
        NUMBER ~~ .5 ~~ 1e5
        BASE16NUM ~~ 0xBEEF ~~ 0xG
        BASE16FLOAT ~~ 0x1F.8 ~~ 1F.8G
        POSINT ~~ 10 ~~ 010
        NONNEGINT ~~ 007 ~~ -7
        WORD ~~ née_1 ~~ two words
        NOTSPACE ~~ a/b;c ~~ a b
        SPACE ~~  \t  ~~ x
        DATA ~~ any thing ~~ a\nb
        GREEDYDATA ~~ any thing ~~ a\nb
        QUOTEDSTRING ~~ "say \"hi\"" ~~ "open
        QS ~~ 'it' ~~ it
        UUID ~~ 123e4567-e89b-12d3-a456-426614174000 ~~ 123e4567e89b12d3a456426614174000
        URN ~~ urn:isbn:0451450523 ~~ isbn:0451450523
        MAC ~~ 00:1B:44:11:3A:B7 ~~ 00:1B:44:11:3A
        CISCOMAC ~~ 001b.4411.3ab7 ~~ 00:1b:44:11:3a:b7
        WINDOWSMAC ~~ 00-1B-44-11-3A-B7 ~~ 00:1B:44:11:3A:B7
        COMMONMAC ~~ 00:1b:44:11:3a:b7 ~~ 00-1b-44-11-3a-b7
        IPV6 ~~ 2001:db8::ff00:42:8329 ~~ 2001:db8:::1
        IPV4 ~~ 192.0.2.255 ~~ 192.0.2.256
        IP ~~ ::1 ~~ 1.2.3
        HOSTNAME ~~ web-1.example.org ~~ web_1
        IPORHOST ~~ 10.0.0.1 ~~ -x
        HOSTPORT ~~ db.example.org:5432 ~~ db.example.org
        PATH ~~ /var/log/app.log ~~ var/log
        UNIXPATH ~~ /usr/lib/x86_64 ~~ C:\usr
        TTY ~~ /dev/pts/3 ~~ /dev/sda
        WINPATH ~~ C:\Windows\System32 ~~ /c/Windows
        URIPROTO ~~ https ~~ 9p
        URIHOST ~~ example.org:8080 ~~ :8080
        URIPATH ~~ /a/b-c ~~ a/b
        URIPARAM ~~ ?q=1&r=%20 ~~ q=1
        URIPATHPARAM ~~ /a?q=1 ~~ ?q=1
        URI ~~ http://ann:pw@example.org:80/a?q=1 ~~ //example.org/a
        MONTH ~~ September ~~ Sept
        MONTHNUM ~~ 9 ~~ 13
        MONTHNUM2 ~~ 09 ~~ 9
        MONTHDAY ~~ 31 ~~ 32
        DAY ~~ Tuesday ~~ Dienstag
        YEAR ~~ 2024 ~~ 202
        HOUR ~~ 23 ~~ 24
        MINUTE ~~ 59 ~~ 60
        SECOND ~~ 60.5 ~~ 61
        TIME ~~ 23:59:60 ~~ 23:59
        DATE_US ~~ 12/31/2024 ~~ 31/12/2024
        DATE_EU ~~ 31.12.2024 ~~ 12.31.2024
        ISO8601_TIMEZONE ~~ +01:30 ~~ +1
        ISO8601_SECOND ~~ 59.123 ~~ 75
        TIMESTAMP_ISO8601 ~~ 2024-05-06T07:08:09.123Z ~~ 06.05.2024 07:08
        DATE ~~ 31-12-24 ~~ 2024-12-31
        DATESTAMP ~~ 12/31/2024 10:11:12 ~~ 12/31/2024
        TZ ~~ EDT ~~ CEST
        DATESTAMP_RFC822 ~~ Mon Jan 02 2006 15:04:05 EST ~~ Mon, 02 Jan 2006 15:04:05
        DATESTAMP_RFC2822 ~~ Mon, 02 Jan 2006 15:04:05 -0700 ~~ Mon, 02 Jan 2006 15:04:05 MST
        DATESTAMP_OTHER ~~ Mon Jan 02 15:04:05 EST 2006 ~~ Mon Jan 02 15:04:05 2006
        DATESTAMP_EVENTLOG ~~ 20060102150405 ~~ 2006-01-02
        HTTPDATE ~~ 05/Jan/2023:10:11:12 +0000 ~~ 05/01/2023:10:11:12 +0000
        SYSLOGTIMESTAMP ~~ Feb  5 17:32:18 ~~ 5 Feb 17:32:18
        PROG ~~ named/2 ~~ na med
        SYSLOGPROG ~~ sshd[991] ~~ sshd[x]
        SYSLOGHOST ~~ web-1 ~~ /web
        SYSLOGFACILITY ~~ <4.6> ~~ <kern.info>
        SYSLOGBASE ~~ Feb  5 17:32:18 web-1 sshd[991]: ~~ web-1 sshd[991]:
        LOGLEVEL ~~ WARNING ~~ LOUD
        SYSLOG5424PRINTASCII ~~ a-b/c~ ~~ a b
        SYSLOGBASE2 ~~ 2024-05-06T07:08:09Z web-1 cron[7]: ~~ web-1 cron[7]:
        SYSLOGPAMSESSION ~~ Feb  5 17:32:18 web-1 su[9]: pam_unix(su:session): session opened for user root by ann(uid=0) ~~ Feb  5 17:32:18 web-1 su[9]: session opened
        CRON_ACTION ~~ BEGIN EDIT ~~ begin
        CRONLOG ~~ Feb  5 17:32:18 web-1 crond[9]: (root) CMD (run-parts /etc/cron.hourly) ~~ Feb  5 17:32:18 web-1 crond[9]: CMD
        SYSLOGLINE ~~ Feb  5 17:32:18 web-1 sshd[991]: Connection closed ~~ Connection closed
        SYSLOG5424PRI ~~ <165> ~~ <x>
        SYSLOG5424SD ~~ [id@1 k="v"] ~~ id@1
        SYSLOG5424BASE ~~ <34>1 2003-10-11T22:14:15.003Z web-1 su 77 ID47 - ~~ 34 web-1 su
        SYSLOG5424LINE ~~ <34>1 2003-10-11T22:14:15.003Z web-1 su - ID47 - failed twice ~~ <34>1 failed twice
        HTTPDUSER ~~ ann@example.org ~~ ann b
        HTTPDERROR_DATE ~~ Mon Jan 02 15:04:05 2006 ~~ 2006-01-02 15:04:05
        HTTPD_COMMONLOG ~~ 127.0.0.1 - ann [10/Oct/2000:13:55:36 -0700] "GET /a HTTP/1.0" 200 2326 ~~ 127.0.0.1 ann "GET /a" 200
        HTTPD_COMBINEDLOG ~~ h.example - - [10/Oct/2000:13:55:36 -0700] "GET /a HTTP/1.1" 304 - "-" "Moz" ~~ h.example - - [10/Oct/2000:13:55:36 -0700] "GET /a HTTP/1.1" 304 -
        HTTPD20_ERRORLOG ~~ [Mon Jan 02 15:04:05 2006] [error] [client 1.2.3.4] File does not exist ~~ [error] File does not exist
        HTTPD24_ERRORLOG ~~ [Mon Jan 02 15:04:05.123456 2006] [core:error] [pid 9:tid 12] [client 1.2.3.4:5678] AH00128: no such file ~~ [Mon Jan 02 15:04:05 2006] [error] no such file
        HTTPD_ERRORLOG ~~ [Mon Jan 02 15:04:05 2006] [notice] resuming ~~ resuming
        COMMONAPACHELOG ~~ ::1 - - [10/Oct/2000:13:55:36 -0700] "-" 408 - ~~ ::1 408
        COMBINEDAPACHELOG ~~ 1.2.3.4 - - [10/Oct/2000:13:55:36 -0700] "POST /b HTTP/1.1" 201 5 "http://x/" "Moz (X)" ~~ 1.2.3.4 POST /b
        SQUID3 ~~ 1066036250.603    310 192.0.2.9 TCP_MISS/200 900 GET http://x.example/ - DIRECT/192.0.2.1 text/html ~~ 1066036250.603 GET http://x.example/
        HAPROXYTIME ~~ 09:33:16 ~~ 09:33
        HAPROXYDATE ~~ 09/Dec/2013:12:59:46.633 ~~ 09/12/2013:12:59:46.633
        HAPROXYCAPTUREDREQUESTHEADERS ~~ Moz|x ~~ a\nb
        HAPROXYCAPTUREDRESPONSEHEADERS ~~ nginx ~~ a\nb
        HAPROXYHTTPBASE ~~ 127.0.0.1:39759 [09/Dec/2013:12:59:46.633] main app/srv1 0/0/67/7/75 200 2750 - - ---- 0/0/0/0/0 0/0 {Moz} {nginx} "GET /x HTTP/1.1" ~~ 127.0.0.1:39759 main app/srv1 "GET /x HTTP/1.1"
        HAPROXYHTTP ~~ Dec  9 13:01:26 lb haproxy[28029]: 127.0.0.1:39759 [09/Dec/2013:12:59:46.633] main app/srv1 0/0/67/7/75 200 2750 - - ---- 0/0/0/0/0 0/0 "GET /x HTTP/1.1" ~~ Dec  9 13:01:26 lb haproxy[28029]: started
        HAPROXYTCP ~~ Dec  9 13:01:26 lb haproxy[28029]: 127.0.0.1:39759 [09/Dec/2013:12:59:46.633] main app/srv1 0/67/75 2750 -- 0/0/0/0/0 0/0 ~~ Dec  9 13:01:26 lb haproxy[28029]: started
        S3_REQUEST_LINE ~~ GET /b?acl HTTP/1.1 ~~ a\nb
        S3_ACCESS_LOG ~~ 79a59df9 bucket [19/May/2014:07:54:01 +0000] 10.0.0.1 - 3E57427F3 REST.GET.VERSIONING - "GET /bucket?versioning HTTP/1.1" 200 - 113 - 7 - "-" "S3Console/0.4" - ~~ 79a59df9 bucket 200
        ELB_URIPATHPARAM ~~ /a?q=1 ~~ q=1
        ELB_URI ~~ http://h.example:80/a ~~ h.example
        ELB_REQUEST_LINE ~~ GET http://h.example:80/ HTTP/1.1 ~~ a\nb
        ELB_ACCESS_LOG ~~ 2014-02-15T23:39:43.945958Z lb 192.168.131.39:2817 10.0.0.1:80 0.000073 0.001048 0.000057 200 200 0 29 "GET http://h.example:80/ HTTP/1.1" ~~ 2014-02-15T23:39:43.945958Z lb 200 200
        CLOUDFRONT_ACCESS_LOG ~~ 2014-05-23\t01:13:11\tFRA2\t182\t192.0.2.10\tGET\td111.cloudfront.net\t/view/my/file.html\t200\twww.displaymyfiles.com\tMozilla\t-\tzip=98101\tRefreshHit\tMRVMF7KydIvxMWfJIglgwHQwZsbG2IhRJ07sn9AkKUFSHS9EXAMPLE==\td111.cloudfront.net\thttp\t-0\t0.001\t-\t-\t-\tRefreshHit ~~ 2014-05-23 01:13:11 FRA2
        JAVACLASS ~~ org.example.Main$Inner ~~ Main
        JAVAFILE ~~ Main.java ~~ Main java
        JAVAMETHOD ~~ <init> ~~ <start>
        JAVASTACKTRACEPART ~~     at org.example.Main.run(Main.java:42) ~~ org.example.Main.run
        JAVATHREAD ~~ TP-Processor12 ~~ Processor12
        JAVALOGMESSAGE ~~ any thing ~~ a\nb
        CATALINA_DATESTAMP ~~ Jan 9, 2014 8:13:11 PM ~~ 2014-01-09 08:13:11
        TOMCAT_DATESTAMP ~~ 2014-01-09 20:03:28 -0800 ~~ Jan 9, 2014 8:03:28 PM
        CATALINALOG ~~ Jan 9, 2014 8:13:11 PM org.example.Main INFO: started ~~ Jan 9, 2014 started
        TOMCATLOG ~~ 2014-01-09 20:03:28 -0800 | ERROR | org.example.Main - gone ~~ 2014-01-09 20:03:28 -0800 ERROR gone
        MAVEN_VERSION ~~ 1.2.3-SNAPSHOT ~~ 1.2.3-BETA
        RUBY_LOGLEVEL ~~ FATAL ~~ NOTICE
        RUBY_LOGGER ~~ I, [2024-05-06T07:08:09.123456 #12] INFO -- app: started ~~ I INFO started
        RUUID ~~ 0123456789abcdef0123456789ABCDEF ~~ 0123456789abcdef
        RCONTROLLER ~~ Shop::CartController#show ~~ CartController
        RAILS3HEAD ~~ Started GET "/cart" for 127.0.0.1 at 2012-03-10 14:28:14 +0100 ~~ Started GET /cart
        RPROCESSING ~~ Processing by CartController#show as HTML ~~ Processing CartController
        RAILS3FOOT ~~ Completed 200 OK in 118ms (Views: 4.6ms | ActiveRecord: 0.1ms) ~~ Completed 200 OK
        RAILS3PROFILE ~~ (Views: 4.6ms | ActiveRecord: 0.1ms ~~ Views
        RAILS3 ~~ Started GET "/" for ::1 at 2012-03-10 14:28:14 +0100\nProcessing by A#b as HTML\n  Rendered x\nCompleted 200 OK in 18ms (Views: 4.6ms | ActiveRecord: 0.1ms) ~~ Processing by A#b as HTML
        POSTGRESQL ~~ 04/11/2014 10:00:00 EST ann db:5 77 ~~ 04/11/2014 ann db
        REDISTIMESTAMP ~~ 24 Nov 10:44:00 ~~ Nov 24 10:44:00
        REDISLOG ~~ [4018] 14 Nov 07:01:22.119 *  ~~ 14 Nov 07:01:22.119 * 
        REDISMONLOG ~~ 1470637867.953466 [0 127.0.0.1:39404] "PING" ~~ 1470637867.953466 "PING"
        MONGO_LOG ~~ Jan  5 10:11:12 [initandlisten] waiting ~~ [initandlisten] waiting
        MONGO_QUERY ~~ { a: 1 } ntoreturn:0 ~~ { a: 1 }
        MONGO_SLOWQUERY ~~ query shop.carts query: { a: 1 } ntoreturn:0 ntoskip:0 nscanned:7 keyUpdates:0 nreturned:1 reslen:20 150ms ~~ query shop.carts 150ms
        MONGO_WORDDASH ~~ a-b_c ~~ a.b
        MONGO3_SEVERITY ~~ I ~~ II
        MONGO3_COMPONENT ~~ - ~~ a b
        MONGO3_LOG ~~ 2014-11-03T18:28:32.450-0500 I NETWORK  [initandlisten] waiting ~~ I NETWORK waiting
        MCOLLECTIVE ~~ I, [2010-12-10T10:11:12.123456 #78]  INFO ~~ INFO
        MCOLLECTIVEAUDIT ~~ 2010-12-10T10:11:12.123456: ~~ 2010-12-10T10:11:12
        BIND9_TIMESTAMP ~~ 17-Feb-2018 23:06:56.326 ~~ 17 Feb 2018 23:06:56
        BIND9 ~~ 17-Feb-2018 23:06:56.326 queries: info: client 172.26.0.1#12345 (test.example): query: test.example IN A +E(0)K (172.26.0.3) ~~ queries: info: client 172.26.0.1
        EXIM_MSGID ~~ 1Z8dKb-0006Ge-9u ~~ 1Z8dKb-0006Ge
        EXIM_FLAGS ~~ => ~~ =~
        EXIM_DATE ~~ 1995-10-31 08:57:53 ~~ 31.10.1995 08:57:53
        EXIM_PID ~~ [883] ~~ 883
        EXIM_QT ~~ 1d2h3m ~~ 1x
        EXIM_EXCLUDE_TERMS ~~ Start queue run ~~ Restart
        EXIM_REMOTE_HOST ~~ H=mail.example (me) [192.0.2.3] ~~ H=mail.example
        EXIM_INTERFACE ~~ I=[192.0.2.3]:25 ~~ I=192.0.2.3
        EXIM_PROTOCOL ~~ P=esmtps ~~ Q=esmtps
        EXIM_MSG_SIZE ~~ S=1234 ~~ S=big
        EXIM_HEADER_ID ~~ id=a@b ~~ id=
        EXIM_SUBJECT ~~ T="hello" ~~ T=hello
        BRO_HTTP ~~ 1432555199.6\tuid\t1.1.1.1\t1\t2.2.2.2\t80\t1\tGET\th\t/\t-\tua\t0\t5\t200\tOK\t-\t-\t-\t-\t-\t-\t-\t-\t-\t-\t- ~~ 1432555199.6 uid
        BRO_DNS ~~ 1432555199.6\tuid\t1.1.1.1\t1\t2.2.2.2\t53\tudp\t7\th\t1\tIN\t1\tA\t0\tOK\tF\tF\tT\tT\t0\t-\t-\tF ~~ 1432555199.6 uid
        BRO_CONN ~~ 1432555199.6\tuid\t1.1.1.1\t1\t2.2.2.2\t53\tudp\tdns\t0.1\t5\t6\tSF\t-\t0\tDd\t1\t2\t3\t4\t- ~~ 1432555199.6 uid
        BRO_FILES ~~ 1432555199.6\tF1\t1.1.1.1\t2.2.2.2\tC1\tHTTP\t0\t-\ttext/html\t-\t0.1\t-\tF\t5\t5\t0\t0\tF\t-\t-\t-\t-\t- ~~ 1432555199.6 F1
        NETSCREENSESSIONLOG ~~ Jan  5 10:11:12 fw 10.0.0.1: NetScreen device_id=fw1 [Root]system-notification-00257(traffic): start_time="2006-05-23 00:01:02" duration=7 policy_id=1 service=http proto=6 src zone=Trust dst zone=Untrust action=Permit sent=5 rcvd=6 src=10.0.0.2 dst=192.0.2.1 src_port=1 dst_port=80 src-xlated ip=192.0.2.9 port=2 dst-xlated ip=192.0.2.1 port=80 session_id=3 reason=Close ~~ NetScreen device_id=fw1
        CISCO_TAGGED_SYSLOG ~~ <174>Jan 31 2024 10:11:12 fw : %ASA-6-302013: ~~ Jan 31 10:11:12 fw
        CISCOTIMESTAMP ~~ Jan 31 2024 10:11:12 ~~ 31 Jan 2024 10:11:12
        CISCOTAG ~~ ASA-6-302013 ~~ ASA-302013
        CISCO_ACTION ~~ denied by ACL ~~ dropped
        CISCO_REASON ~~ No matching connection ~~ ;
        CISCO_DIRECTION ~~ Outbound ~~ sideways
        CISCO_INTERVAL ~~ 300-second interval ~~ second hit
        CISCO_XLATE_TYPE ~~ dynamic ~~ mixed
        CISCOFW104001 ~~ (Primary) Switching to ACTIVE - mate failed ~~ Switching to ACTIVE
        CISCOFW104002 ~~ (Secondary) Switching to STANDBY - config ~~ Switching to STANDBY
        CISCOFW104003 ~~ (Primary) Switching to FAILED. ~~ (Primary) Switching to FAILED
        CISCOFW104004 ~~ (Primary) Switching to OK. ~~ Switching to OK.
        CISCOFW105003 ~~ (Primary) Monitoring on Interface inside waiting ~~ Monitoring on inside
        CISCOFW105004 ~~ (Primary) Monitoring on interface inside normal ~~ (Primary) Monitoring on interface inside waiting
        CISCOFW105005 ~~ (Primary) Lost Failover communications with mate on interface inside ~~ Lost Failover communications
        CISCOFW105008 ~~ (Secondary) Testing Interface inside ~~ Testing inside
        CISCOFW105009 ~~ (Primary) Testing on interface inside Passed ~~ (Primary) Testing on interface inside Broken
        CISCOFW106001 ~~ Inbound TCP connection denied from 10.0.0.1/1 to 10.0.0.2/80 flags SYN on interface outside ~~ Inbound TCP connection denied
        CISCOFW106006_106007_106010 ~~ Deny inbound UDP from 10.0.0.1/1 to 10.0.0.2/53 on interface outside ~~ Deny UDP from 10.0.0.1/1
        CISCOFW106014 ~~ Deny inbound icmp src outside:10.0.0.1 dst inside:10.0.0.2 (type 8, code 0) ~~ Deny inbound icmp
        CISCOFW106015 ~~ Deny TCP (no connection) from 10.0.0.1/1 to 10.0.0.2/80 flags RST on interface outside ~~ Deny TCP (no connection)
        CISCOFW106021 ~~ Deny TCP reverse path check from 10.0.0.1 to 10.0.0.2 on interface outside ~~ Deny TCP reverse path check
        CISCOFW106023 ~~ Deny tcp src outside:10.0.0.1/1 dst inside:10.0.0.2/80 by access-group "acl" [0x0, 0x0] ~~ Deny tcp src outside:10.0.0.1/1
        CISCOFW106100_2_3 ~~ access-list acl permitted tcp for user 'ann' inside/10.0.0.1(1) -> outside/10.0.0.2(80) hit-cnt 1 first hit [0x1, 0x2] ~~ access-list acl permitted tcp
        CISCOFW106100 ~~ access-list acl denied tcp inside/10.0.0.1(1) -> outside/10.0.0.2(80) hit-cnt 1 first hit [0x1, 0x2] ~~ access-list acl denied tcp
        CISCOFW304001 ~~ 10.0.0.1 Accessed URL 10.0.0.2:http://x.example/ ~~ 10.0.0.1 Accessed
        CISCOFW110002 ~~ Failed to locate egress interface for UDP from outside:10.0.0.1/1 to 10.0.0.2/53 ~~ Failed to locate egress interface
        CISCOFW302010 ~~ 5 in use, 10 most used ~~ some in use
        CISCOFW302013_302014_302015_302016 ~~ Built inbound TCP connection 7 for outside:10.0.0.1/1 (10.0.0.1/1) to inside:10.0.0.2/80 (10.0.0.2/80) ~~ Built inbound TCP connection
        CISCOFW302020_302021 ~~ Built inbound ICMP connection for faddr 10.0.0.1/1 gaddr 10.0.0.2/0 laddr 10.0.0.3/0 ~~ Built inbound ICMP connection
        CISCOFW305011 ~~ Built dynamic TCP translation from inside:10.0.0.1/1 to outside:10.0.0.2/2 ~~ Built TCP translation
        CISCOFW313001_313004_313008 ~~ Denied ICMP type=8, code=0 from 10.0.0.1 on interface outside ~~ Denied ICMP type=8
        CISCOFW313005 ~~ No matching connection for ICMP error message: icmp src outside:10.0.0.1 dst inside:10.0.0.2 (type 3, code 3) on outside interface.  Original IP payload: udp src 10.0.0.2/53 dst 10.0.0.1/1 ~~ No matching connection for ICMP error message
        CISCOFW321001 ~~ Resource 'conns' limit of 100 reached for system ~~ Resource limit reached
        CISCOFW402117 ~~ IPSEC: Received a non-IPSec packet (protocol= ICMP) from 10.0.0.1 to 10.0.0.2 ~~ IPSEC: Received a packet
        CISCOFW402119 ~~ IPSEC: Received an ESP packet (SPI= 0x1, sequence number= 0x2) from 10.0.0.1 (user= u) to 10.0.0.2 that failed anti-replay checking ~~ IPSEC: Received an ESP packet
        CISCOFW419001 ~~ Dropping TCP packet from outside:10.0.0.1/1 to inside:10.0.0.2/80, reason: MSS exceeded ~~ Dropping TCP packet
        CISCOFW419002 ~~ Duplicate TCP SYN from inside:10.0.0.1/1 to outside:10.0.0.2/80 with different initial sequence number ~~ Duplicate TCP SYN
        CISCOFW500004 ~~ Invalid transport field for protocol=UDP, from 10.0.0.1/1 to 10.0.0.2/0 ~~ Invalid transport field
        CISCOFW602303_602304 ~~ IPSEC: An outbound LAN-to-LAN SA (SPI= 0x1) between 10.0.0.1 and 10.0.0.2 (user= u) has been created ~~ IPSEC: An SA
        CISCOFW710001_710002_710003_710005_710006 ~~ TCP access denied from 10.0.0.1/1 to outside:10.0.0.2/22 ~~ TCP access denied
        CISCOFW713172 ~~ Group = g, IP = 10.0.0.1, Automatic NAT Detection Status:     Remote end is NOT behind a NAT device     This   end is behind a NAT device ~~ Group = g, IP = 10.0.0.1
        CISCOFW733100 ~~ [ Scanning] drop rate-1 exceeded. Current burst rate is 1 per second, max configured rate is 2; Current average rate is 3 per second, max configured rate is 4; Cumulative total count is 5 ~~ [ Scanning] drop rate-1 exceeded.
        SHOREWALL ~~ Jan  5 10:11:12 fw kernel: Shorewall:net2fw:DROP:IN=eth0 OUT= MAC=00:1b:44:11:3a:b7:00:1b:44:11:3a:b8:08:00 SRC=10.0.0.1 DST=10.0.0.2 LEN=40 TOS=0x00 PREC=0x00 TTL=64 ID=7 PROTO=TCP SPT=1 DPT=22 ~~ Jan  5 10:11:12 fw kernel: up
        SFW2 ~~ Jan  5 10:11:12 fw kernel: [1500000000] SFW2-INext-DROP-DEFLT IN=eth0 OUT= MAC=00:1b:44:11:3a:b7:00:1b:44:11:3a:b8:08:00 SRC=10.0.0.1 DST=10.0.0.2 LEN=40 PROTO=TCP SPT=1 DPT=22 WINDOW=1 ~~ Jan  5 10:11:12 fw kernel: up
        RT_FLOW_EVENT ~~ RT_FLOW_SESSION_CLOSE ~~ RT_FLOW_SESSION
        RT_FLOW1 ~~ RT_FLOW_SESSION_CLOSE: session closed TCP FIN: 10.0.0.1/1->10.0.0.2/80 junos-http 192.0.2.1/1->10.0.0.2/80 r1 None 6 pol trust untrust 7 5(300) 4(200) 9 UNKNOWN ~~ RT_FLOW_SESSION_CLOSE: session closed
        RT_FLOW2 ~~ RT_FLOW_SESSION_CREATE: session created 10.0.0.1/1->10.0.0.2/80 junos-http 192.0.2.1/1->10.0.0.2/80 r1 None 6 pol trust untrust 7 N/A ~~ RT_FLOW_SESSION_CREATE: session created
        RT_FLOW3 ~~ RT_FLOW_SESSION_DENY: session denied 10.0.0.1/1->10.0.0.2/53 junos-dns-udp 17(0) pol trust untrust UNKNOWN ~~ RT_FLOW_SESSION_DENY: session denied
        NAGIOSTIME ~~ [1427956600] ~~ 1427956600
        NAGIOS_WARNING ~~ Warning:  disk ~~ warning: disk
        NAGIOS_CURRENT_SERVICE_STATE ~~ CURRENT SERVICE STATE: web;http;OK;HARD;1;fine ~~ CURRENT SERVICE STATE: web
        NAGIOS_CURRENT_HOST_STATE ~~ CURRENT HOST STATE: web;UP;HARD;1;fine ~~ CURRENT HOST STATE: web
        NAGIOS_SERVICE_NOTIFICATION ~~ SERVICE NOTIFICATION: ann;web;http;CRITICAL;mail;down ~~ SERVICE NOTIFICATION: ann
        NAGIOS_HOST_NOTIFICATION ~~ HOST NOTIFICATION: ann;web;DOWN;mail;down ~~ HOST NOTIFICATION: ann
        NAGIOS_SERVICE_ALERT ~~ SERVICE ALERT: web;http;CRITICAL;SOFT;2;down ~~ SERVICE ALERT: web;http
        NAGIOS_HOST_ALERT ~~ HOST ALERT: web;DOWN;SOFT;2;down ~~ HOST ALERT: web
        NAGIOS_SERVICE_FLAPPING_ALERT ~~ SERVICE FLAPPING ALERT: web;http;STARTED;flaps ~~ SERVICE FLAPPING ALERT: web
        NAGIOS_HOST_FLAPPING_ALERT ~~ HOST FLAPPING ALERT: web;STARTED;flaps ~~ HOST FLAPPING ALERT: web
        NAGIOS_SERVICE_DOWNTIME_ALERT ~~ SERVICE DOWNTIME ALERT: web;http;STARTED;works ~~ SERVICE DOWNTIME ALERT: web
        NAGIOS_HOST_DOWNTIME_ALERT ~~ HOST DOWNTIME ALERT: web;STARTED;works ~~ HOST DOWNTIME ALERT: web
        NAGIOS_PASSIVE_SERVICE_CHECK ~~ PASSIVE SERVICE CHECK: web;http;0;fine ~~ PASSIVE SERVICE CHECK: web
        NAGIOS_PASSIVE_HOST_CHECK ~~ PASSIVE HOST CHECK: web;0;fine ~~ PASSIVE HOST CHECK: web
        NAGIOS_SERVICE_EVENT_HANDLER ~~ SERVICE EVENT HANDLER: web;http;OK;HARD;restart ~~ SERVICE EVENT HANDLER: web
        NAGIOS_HOST_EVENT_HANDLER ~~ HOST EVENT HANDLER: web;UP;HARD;restart ~~ HOST EVENT HANDLER: web
        NAGIOS_TIMEPERIOD_TRANSITION ~~ TIMEPERIOD TRANSITION: work;-1;0 ~~ TIMEPERIOD TRANSITION: work
        NAGIOS_EC_LINE_DISABLE_SVC_CHECK ~~ EXTERNAL COMMAND: DISABLE_SVC_CHECK;web;http ~~ EXTERNAL COMMAND: DISABLE_SVC_CHECK
        NAGIOS_EC_LINE_ENABLE_SVC_CHECK ~~ EXTERNAL COMMAND: ENABLE_SVC_CHECK;web;http ~~ EXTERNAL COMMAND: ENABLE_SVC_CHECK
        NAGIOS_EC_LINE_DISABLE_HOST_CHECK ~~ EXTERNAL COMMAND: DISABLE_HOST_CHECK;web ~~ EXTERNAL COMMAND: DISABLE_HOST_CHECK
        NAGIOS_EC_LINE_ENABLE_HOST_CHECK ~~ EXTERNAL COMMAND: ENABLE_HOST_CHECK;web ~~ EXTERNAL COMMAND: ENABLE_HOST_CHECK
        NAGIOS_EC_LINE_PROCESS_SERVICE_CHECK_RESULT ~~ EXTERNAL COMMAND: PROCESS_SERVICE_CHECK_RESULT;web;http;0;fine ~~ EXTERNAL COMMAND: PROCESS_SERVICE_CHECK_RESULT;web
        NAGIOS_EC_LINE_PROCESS_HOST_CHECK_RESULT ~~ EXTERNAL COMMAND: PROCESS_HOST_CHECK_RESULT;web;0;fine ~~ EXTERNAL COMMAND: PROCESS_HOST_CHECK_RESULT;web
        NAGIOS_EC_LINE_DISABLE_HOST_SVC_NOTIFICATIONS ~~ EXTERNAL COMMAND: DISABLE_HOST_SVC_NOTIFICATIONS;web ~~ DISABLE_HOST_SVC_NOTIFICATIONS;web
        NAGIOS_EC_LINE_ENABLE_HOST_SVC_NOTIFICATIONS ~~ EXTERNAL COMMAND: ENABLE_HOST_SVC_NOTIFICATIONS;web ~~ ENABLE_HOST_SVC_NOTIFICATIONS;web
        NAGIOS_EC_LINE_DISABLE_HOST_NOTIFICATIONS ~~ EXTERNAL COMMAND: DISABLE_HOST_NOTIFICATIONS;web ~~ DISABLE_HOST_NOTIFICATIONS;web
        NAGIOS_EC_LINE_ENABLE_HOST_NOTIFICATIONS ~~ EXTERNAL COMMAND: ENABLE_HOST_NOTIFICATIONS;web ~~ ENABLE_HOST_NOTIFICATIONS;web
        NAGIOS_EC_LINE_DISABLE_SVC_NOTIFICATIONS ~~ EXTERNAL COMMAND: DISABLE_SVC_NOTIFICATIONS;web;http ~~ DISABLE_SVC_NOTIFICATIONS;web
        NAGIOS_EC_LINE_ENABLE_SVC_NOTIFICATIONS ~~ EXTERNAL COMMAND: ENABLE_SVC_NOTIFICATIONS;web;http ~~ ENABLE_SVC_NOTIFICATIONS;web
        NAGIOS_EC_LINE_SCHEDULE_HOST_DOWNTIME ~~ EXTERNAL COMMAND: SCHEDULE_HOST_DOWNTIME;web;1;2;1;0;60;ann;works ~~ EXTERNAL COMMAND: SCHEDULE_HOST_DOWNTIME;web
        NAGIOSLOGLINE ~~ [1427956600] HOST ALERT: web;DOWN;SOFT;2;down ~~ HOST ALERT: web;DOWN;SOFT;2;down
        BACULA_TIMESTAMP ~~ 09-Jan 04:05 ~~ Jan 09 04:05
        BACULA_HOST ~~ bak-1 ~~ bak.1
        BACULA_VOLUME ~~ Vol-0001 ~~ Vol 1
        BACULA_DEVICE ~~ LTO_4 ~~ LTO 4
        BACULA_DEVICEPATH ~~ /dev/nst0 ~~ nst0
        BACULA_CAPACITY ~~ 1,234,567 ~~ x
        BACULA_VERSION ~~ 5.0.2 ~~ 5 0
        BACULA_JOB ~~ nightly.2012-01-09_04.05.00_12 ~~ nightly:1
        BACULA_LOG_MAX_CAPACITY ~~ User defined maximum volume capacity 1,000 exceeded on device "LTO" (/dev/nst0) ~~ maximum volume capacity
        BACULA_LOG_END_VOLUME ~~ End of medium on Volume "V1" Bytes=1,000 Blocks=2 at 09-Jan-2012 04:05. ~~ End of medium
        BACULA_LOG_NEW_VOLUME ~~ Created new Volume "V1" in catalog. ~~ Created new Volume
        BACULA_LOG_NEW_LABEL ~~ Labeled new Volume "V1" on device "LTO" (/dev/nst0). ~~ Labeled new Volume
        BACULA_LOG_WROTE_LABEL ~~ Wrote label to prelabeled Volume "V1" on device "LTO" (/dev/nst0) ~~ Wrote label
        BACULA_LOG_NEW_MOUNT ~~ New volume "V1" mounted on device "LTO" (/dev/nst0) at 09-Jan-2012 04:05. ~~ New volume
        BACULA_LOG_NOOPEN ~~      Cannot open /x: ERR=denied ~~ Cannot open /x: ERR=denied
        BACULA_LOG_NOOPENDIR ~~      Could not open directory /x: ERR=denied ~~ Could not open directory /x
        BACULA_LOG_NOSTAT ~~      Could not stat /x: ERR=gone ~~ Could not stat /x
        BACULA_LOG_NOJOBS ~~ There are no more Jobs associated with Volume "V1". Marking it purged. ~~ There are no more Jobs
        BACULA_LOG_ALL_RECORDS_PRUNED ~~ All records pruned from Volume "V1"; marking it "Purged" ~~ All records pruned
        BACULA_LOG_BEGIN_PRUNE_JOBS ~~ Begin pruning Jobs older than 6 month 0 days . ~~ Begin pruning Jobs
        BACULA_LOG_BEGIN_PRUNE_FILES ~~ Begin pruning Files. ~~ Begin pruning
        BACULA_LOG_PRUNED_JOBS ~~ Pruned 2 Jobs for client bak-1 from catalog. ~~ Pruned 2 Jobs
        BACULA_LOG_PRUNED_FILES ~~ Pruned Files from 2 Jobs for client bak-1 from catalog. ~~ Pruned Files
        BACULA_LOG_ENDPRUNE ~~ End auto prune. ~~ End prune.
        BACULA_LOG_STARTJOB ~~ Start Backup JobId 7, Job=nightly ~~ Start Backup
        BACULA_LOG_STARTRESTORE ~~ Start Restore Job nightly ~~ Start Restore
        BACULA_LOG_USEDEVICE ~~ Using Device "LTO" ~~ Using Device LTO
        BACULA_LOG_DIFF_FS ~~      /proc is a different filesystem. Will not descend from / into it. ~~ /proc is a different filesystem
        BACULA_LOG_JOBEND ~~ Job write elapsed time = 00:01:02, Transfer rate = 4.5 M Bytes/second ~~ Job write elapsed time
        BACULA_LOG_NOPRUNE_JOBS ~~ No Jobs found to prune. ~~ No Jobs found
        BACULA_LOG_NOPRUNE_FILES ~~ No Files found to prune. ~~ No Files found
        BACULA_LOG_VOLUME_PREVWRITTEN ~~ Volume "V1" previously written, moving to end of data. ~~ Volume "V1" written
        BACULA_LOG_READYAPPEND ~~ Ready to append to end of Volume "V1" size=7 ~~ Ready to append
        BACULA_LOG_CANCELLING ~~ Cancelling duplicate JobId=7. ~~ Cancelling JobId=7.
        BACULA_LOG_MARKCANCEL ~~ JobId 7, Job nightly marked to be canceled. ~~ JobId 7 canceled
        BACULA_LOG_CLIENT_RBJ ~~ shell command: run ClientRunBeforeJob "dump.sh" ~~ shell command: dump.sh
        BACULA_LOG_VSS ~~ Generate VSS Writer ~~ VSS
        BACULA_LOG_MAXSTART ~~ Fatal error: Job canceled because max start delay time exceeded. ~~ Job canceled
        BACULA_LOG_DUPLICATE ~~ Fatal error: JobId 7 already running. Duplicate job not allowed. ~~ JobId 7 already running.
        BACULA_LOG_NOJOBSTAT ~~ Fatal error: No Job status returned from FD. ~~ No Job status
        BACULA_LOG_FATAL_CONN ~~ Fatal error: bsock.c:133 Unable to connect to Client: bak-1 on h.example:9102. ERR=refused ~~ Unable to connect
        BACULA_LOG_NO_CONNECT ~~ Warning: bsock.c:127 Could not connect to Storage daemon on h.example:9103. ERR=refused ~~ Could not connect
        BACULA_LOG_NO_AUTH ~~ Fatal error: Unable to authenticate with File daemon at h.example. Possible causes: ~~ Unable to authenticate
        BACULA_LOG_NOSUIT ~~ No prior or suitable Full backup found in catalog. Doing FULL backup. ~~ No prior Full backup
        BACULA_LOG_NOPRIOR ~~ No prior Full backup Job record found. ~~ No prior Full backup
        BACULA_LOG_JOB ~~ Error: Bacula bak-dir 5.0.2 (28Apr10): ~~ Bacula bak-dir
        BACULA_LOGLINE ~~ 09-Jan 04:05 bak-dir JobId 7: Begin pruning Files. ~~ JobId 7: Begin pruning Files.
        """;

    /// <summary>A pattern that asks for what follows it, so it cannot match to the end.</summary>
    private const string LookingAhead = "MONGO_QUERY";

    /// <summary>Names that stand for the words they are made of: <c>NAGIOS_TYPE_HOST_ALERT</c> for <c>HOST ALERT</c>.</summary>
    private static readonly (string Prefix, char Blank)[] s_verbatim = [("NAGIOS_TYPE_", ' '), ("NAGIOS_EC_", '_')];

    [Fact]
    public void Every_pattern_matches_what_it_is_for()
    {
        var rows = Rows().ToArray();
        Assert.Empty(GrokPatterns.BuiltIn.Keys.Except(rows.Select(static r => r.Name)));
        var wrong = new List<string>();
        foreach (var (name, matching, other) in rows)
        {
            var extractor = ExtractorRegistry.Create("grok", name == LookingAhead ? $@"\A%{{{name}}}" : $@"\A%{{{name}}}\z");
            if (!extractor.Match(Encoding.UTF8.GetBytes(matching), new CallContext())) wrong.Add($"{name} does not match `{matching}`");
            if (extractor.Match(Encoding.UTF8.GetBytes(other), new CallContext())) wrong.Add($"{name} matches `{other}`");
        }

        Assert.Empty(wrong);
    }

    private static IEnumerable<(string Name, string Matching, string Other)> Rows()
    {
        foreach (var line in Samples.Split('\n'))
        {
            var parts = line.Replace(@"\t", "\t").Replace(@"\n", "\n").Split(" ~~ ");
            yield return (parts[0], parts[1], parts[2]);
        }

        foreach (var (prefix, blank) in s_verbatim)
        {
            var names = GrokPatterns.BuiltIn.Keys.Where(n => n.StartsWith(prefix, StringComparison.Ordinal));
            foreach (var name in names.Where(static n => !n.StartsWith("NAGIOS_EC_LINE_", StringComparison.Ordinal)))
                yield return (name, name[prefix.Length..].Replace('_', blank), name[prefix.Length..].ToLowerInvariant());
        }
    }
}
