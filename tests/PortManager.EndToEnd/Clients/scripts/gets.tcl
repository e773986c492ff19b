#!/usr/bin/env tclsh
# A client in the manner of those in Tcl: gets for a line, and each row is a list. usage: gets.tcl PORT
# Every service has a name that is hard to quote; each has to come back as it was.

proc ask {connection request} {
    puts $connection $request
    gets $connection
}

set connection [socket 127.0.0.1 [lindex $argv 0]]
fconfigure $connection -buffering line -encoding utf-8 -translation {auto lf}

set names [list plain {two words} "a{b" "a}b" "\{" "\}" "a\{b\}c" "a\\" "\\" "\\\{" "a\\b c" {"} {a"b c} {$x} {[exit]} {;} {a;b} {#lead} \
    {#} {a#b} "-dash" {*} {?} {~} {'} {a b  c} " lead" "trail " "\\n" {{x}} "{x} y" {\{a b} "x\\\\y\}" \u00e9\u00fc \u4e2d\u6587 "\u20ac \{" \
    LAB\\fox LAB\\u0041 {LAB\John Smith} {HOST$} {fox@lab.example} a\u00a0b a\u2028b a\u2029b a\u3000b \u202eexe.gpj a\u200bb \\u0020 {a\u0020b} {a\040b}]
foreach name $names {
    set reply [ask $connection [list GIMME $name $name]]
    if {[llength $reply] != 2 || [lindex $reply 0] ne "OK"} {
        error "'$name' got '$reply'"
    }
    set given([lindex $reply 1]) $name
}

set reply [ask $connection LIST]
if {$reply ne "OK [llength $names]"} {
    error "not as many rows as names: $reply"
}
for {set i 0} {$i < [llength $names]} {incr i} {
    gets $connection row
    if {![string is list -strict $row] || [llength $row] != 3 || [llength [split $row { }]] != 3} {
        error "not a row: '$row'"
    }
    lassign $row port service user
    if {$service ne $given($port) || $user ne $given($port)} {
        error "'$given($port)' came back as '$service' of '$user'"
    }
    unset given($port)
}
close $connection
puts "[llength $names] services, 1 listing"
