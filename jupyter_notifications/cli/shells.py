"""What completes the commands in bash, zsh and fish: scripts that are written from the parser."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from typing import Any, NamedTuple

from .parser import make_parser


class Option(NamedTuple):
    """One option, or a place for words without one."""

    flags: tuple[str, ...]
    help: str
    takes: str
    """What the value is; empty if there is none."""
    choices: tuple[str, ...]


class Command(NamedTuple):
    """One command."""

    name: str
    help: str
    options: list[Option]
    words: tuple[str, ...]
    """What may stand without an option, if that is known."""


def commands() -> list[Command]:
    """The commands, as the parser knows them."""
    (action,) = (one for one in make_parser()._actions if isinstance(one, argparse._SubParsersAction))
    helps = {one.dest: str(one.help) for one in action._choices_actions}
    return [_command(name, helps[name], parser) for name, parser in action.choices.items()]


def _command(name: str, help: str, parser: Any) -> Command:
    options: list[Option] = []
    words: tuple[str, ...] = ()
    for one in parser._actions:
        choices = tuple(str(choice) for choice in one.choices or ())
        if one.option_strings:
            takes = "" if one.nargs == 0 else str(one.metavar or one.dest)
            options.append(Option(tuple(one.option_strings), _plain(one.help), takes, choices))
        elif choices:
            words = choices
    return Command(name, help, options, words)


def _plain(help: str) -> str:
    """A help text without what argparse and shells would replace."""
    return help.replace("%%", "%").replace("'", "\N{RIGHT SINGLE QUOTATION MARK}").replace("`", "")


def bash() -> str:
    """The script for bash."""
    cases = "\n".join(_bash_cases(commands()))
    names = " ".join(command.name for command in commands())
    return _BASH.replace("@NAMES@", names).replace("@CASES@", cases)


def _bash_cases(all_of_them: list[Command]) -> Iterator[str]:
    for command in all_of_them:
        yield f"        {command.name})"
        yield '            case "$prev" in'
        for option in command.options:
            if option.choices:
                yield f'                {"|".join(option.flags)}) values="{" ".join(option.choices)}" ;;'
        free = [flag for one in command.options if one.takes and not one.choices for flag in one.flags]
        yield f"                {'|'.join(free) or '-'}) free=1 ;;"
        yield "            esac"
        flags = " ".join(flag for option in command.options for flag in option.flags)
        yield f'            options="{flags}" words="{" ".join(command.words)}" ;;'


_BASH = """\
# bash completion of `jupyter notifications` and `jupyter-notifications`
_jupyter_notifications() {
    local first=1 cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD-1]}
    local values="" free="" options="" words="" n
    COMPREPLY=()
    [[ ${COMP_WORDS[0]##*/} == jupyter ]] && first=2
    if (( COMP_CWORD == first )); then
        COMPREPLY=($(compgen -W "@NAMES@ --help --version" -- "$cur"))
        return
    fi
    if [[ ${COMP_WORDS[first]} == run ]]; then
        # What is run is completed as it would be alone, where bash-completion knows how.
        for (( n = first + 1; n < COMP_CWORD; n++ )); do
            if [[ ${COMP_WORDS[n]} == -- ]]; then
                if declare -F _command_offset > /dev/null; then
                    _command_offset $(( n + 1 ))
                elif (( COMP_CWORD == n + 1 )); then
                    COMPREPLY=($(compgen -c -- "$cur"))
                fi
                return
            fi
        done
    fi
    # bash takes --type=error apart.
    if [[ $cur == = ]]; then
        cur=""
    elif [[ $prev == = ]]; then
        prev=${COMP_WORDS[COMP_CWORD-2]}
    fi
    case "${COMP_WORDS[first]}" in
@CASES@
    esac
    if [[ -n $free ]]; then
        return
    elif [[ -n $values ]]; then
        COMPREPLY=($(compgen -W "$values" -- "$cur"))
    elif [[ $cur == -* ]]; then
        COMPREPLY=($(compgen -W "$options" -- "$cur"))
    elif [[ -n $words ]]; then
        COMPREPLY=($(compgen -W "$words" -- "$cur"))
    fi
}
_jupyter_notifications_or_other() {
    if (( COMP_CWORD > 1 )) && [[ ${COMP_WORDS[1]} == notifications ]]; then
        _jupyter_notifications
    elif [[ -n $_jupyter_notifications_before ]]; then
        "$_jupyter_notifications_before" "$@"
    elif (( COMP_CWORD == 1 )); then
        COMPREPLY=($(compgen -c jupyter- | sed 's/^jupyter-//' | sort -u | grep "^${COMP_WORDS[1]}"))
    fi
}
# What completed `jupyter` before goes on doing so.
if [[ $(complete -p jupyter 2> /dev/null) =~ -F\\ ([^\\ ]+) ]] &&
    [[ ${BASH_REMATCH[1]} != _jupyter_notifications_or_other ]]; then
    _jupyter_notifications_before=${BASH_REMATCH[1]}
fi
complete -o bashdefault -o default -F _jupyter_notifications jupyter-notifications
complete -o bashdefault -o default -F _jupyter_notifications_or_other jupyter
"""


def zsh() -> str:
    """The script for zsh."""
    described = "\n".join(f"        '{one.name}:{_plain(one.help)}'" for one in commands())
    return _ZSH.replace("@NAMES@", described).replace("@CASES@", "\n".join(_zsh_cases(commands())))


def _zsh_cases(all_of_them: list[Command]) -> Iterator[str]:
    for command in all_of_them:
        yield f"        {command.name})"
        yield "            _arguments -s \\"
        for option in command.options:
            flags = ",".join(option.flags)
            many = len(option.flags) > 1
            start = f"'({' '.join(option.flags)})'{{{flags}}}'" if many else f"'{flags}"
            values = f"({' '.join(option.choices)})" if option.choices else " "
            value = f":{option.takes}:{values}" if option.takes else ""
            yield f"                {start}[{option.help.replace('[', '(').replace(']', ')')}]{value}' \\"
        if command.words:
            yield f"                '1:word:({' '.join(command.words)})' ;;"
        else:
            yield "                '*: : ' ;;"


_ZSH = """\
#compdef jupyter-notifications
# zsh completion of `jupyter notifications` and `jupyter-notifications`
_jupyter_notifications() {
    local curcontext="$curcontext" state line
    local -a commands=(
@NAMES@
    )
    if (( CURRENT == 2 )); then
        _describe command commands
        return
    fi
    shift words
    (( CURRENT-- ))
    if [[ $words[1] == run ]] && (( ${words[(i)--]} < CURRENT )); then
        # What is run is completed as it would be alone.
        (( CURRENT -= ${words[(i)--]} ))
        shift ${words[(i)--]} words
        _normal
        return
    fi
    case $words[1] in
@CASES@
    esac
}
_jupyter_notifications_or_other() {
    if (( CURRENT > 2 )) && [[ $words[2] == notifications ]]; then
        shift words
        (( CURRENT-- ))
        _jupyter_notifications
    else
        ${_jupyter_notifications_before:-_default} "$@"
    fi
}
# What completed `jupyter` before goes on doing so.
if [[ ${_comps[jupyter]:-_jupyter_notifications_or_other} != _jupyter_notifications_or_other ]]; then
    typeset -g _jupyter_notifications_before=$_comps[jupyter]
fi
compdef _jupyter_notifications jupyter-notifications
compdef _jupyter_notifications_or_other jupyter
"""


def fish() -> str:
    """The script for fish."""
    return _FISH + "\n".join(_fish_lines(commands())) + "\n"


def _fish_lines(all_of_them: list[Command]) -> Iterator[str]:
    yield f"for name in {' '.join(('jupyter', 'jupyter-notifications'))}"
    for command in all_of_them:
        start = "    complete -c $name -n"
        yield f"{start} '__jupyter_notifications_is \"\"' -f -a {command.name} -d '{_plain(command.help)}'"
        here = f"{start} '__jupyter_notifications_is {command.name}'"
        if command.words:
            yield f"{here} -f -a '{' '.join(command.words)}'"
        for option in command.options:
            flags = " ".join(
                f"-l {flag[2:]}" if flag.startswith("--") else f"-s {flag[1:]}" for flag in option.flags
            )
            values = (
                f" -x -a '{' '.join(option.choices)}'" if option.choices else " -x" if option.takes else ""
            )
            yield f"{here} {flags}{values} -d '{option.help}'"
    yield "end"


_FISH = """\
# fish completion of `jupyter notifications` and `jupyter-notifications`
function __jupyter_notifications_is --argument-names wanted
    set -l words (commandline -opc)
    if test (string replace -r '.*/' '' -- $words[1]) = jupyter
        test "$words[2]" = notifications; or return 1
        set -e words[1]
    end
    test "$words[2]" = "$wanted"
end
"""
