// A static probe as systemtap's macros make them: a nop, and a note that says where it is, what it is called and where its argument stands
// (https://sourceware.org/systemtap/wiki/UserSpaceProbeImplementation). .NET has no means to write one.
    .text
    .globl conformance_static_probe
    .type conformance_static_probe, %function
conformance_static_probe:
990:
    nop
#if defined(__x86_64__)
    movq %rdi, %rax
#endif
    ret
    .size conformance_static_probe, . - conformance_static_probe

    .section .note.stapsdt, "", %note
    .balign 4
    .4byte 992f - 991f, 994f - 993f, 3
991:
    .asciz "stapsdt"
992:
    .balign 4
993:
    // Address, base (none: the program is linked to a fixed address), counter (none).
    .8byte 990b, 0, 0
    .asciz "conformance"
    .asciz "call"
#if defined(__x86_64__)
    .asciz "-8@%rdi"
#else
    .asciz "-8@x0"
#endif
994:
    .balign 4

    .section .note.GNU-stack, "", %progbits
