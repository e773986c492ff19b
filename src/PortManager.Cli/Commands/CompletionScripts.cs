using System.Diagnostics.CodeAnalysis;

namespace PortManager.Cli.Commands;

/// <summary>
/// The completion scripts. They make a shell run the program with the directive <c>[suggest:POSITION]</c>, which prints how a line
/// may continue.
/// </summary>
internal static class CompletionScripts
{
    private const string Bash = """
        # bash completion for portmanager
        _portmanager() {
            local line="${COMP_LINE:0:COMP_POINT}" word="${COMP_WORDS[COMP_CWORD]}" candidate i
            COMPREPLY=()
            # Behind -- there is another command: what bash-completion knows of that, or its name alone.
            for ((i = 1; i < COMP_CWORD; i++)); do
                [[ "${COMP_WORDS[i]}" == -- ]] || continue
                if declare -F _command_offset >/dev/null; then
                    _command_offset $((i + 1))
                elif ((COMP_CWORD == i + 1)); then
                    mapfile -t COMPREPLY < <(compgen -c -- "$word")
                fi
                return
            done
            case "${COMP_WORDS[0]##*/}" in
                DaqPortManager | portman) line="portmanager serve ${line#* }" ;;
                lsservices) line="portmanager list ${line#* }" ;;
            esac
            while IFS= read -r candidate; do
                [[ "$candidate" == "$word"* && -n "$candidate" ]] && COMPREPLY+=("$candidate")
            done < <(portmanager "[suggest:${#line}]" "$line" 2>/dev/null)
        }
        complete -o default -F _portmanager portmanager DaqPortManager portman lsservices

        """;

    private const string Zsh = """
        #compdef portmanager DaqPortManager portman lsservices
        # zsh completion for portmanager
        _portmanager() {
            local line="${(j: :)words[1,CURRENT]}"
            local -a candidates
            local -i dashes=${words[(ie)--]}
            # Behind -- there is another command.
            if (( dashes < CURRENT )); then
                shift $dashes words
                (( CURRENT -= dashes ))
                _normal
                return
            fi
            case "${words[1]:t}" in
                DaqPortManager|portman) line="portmanager serve ${line#* }" ;;
                lsservices) line="portmanager list ${line#* }" ;;
            esac
            candidates=(${(f)"$(portmanager "[suggest:${#line}]" "$line" 2>/dev/null)"})
            if (( ${#candidates} )); then
                compadd -- "${candidates[@]}"
            else
                _files
            fi
        }
        if [[ "${funcstack[1]}" == _portmanager ]]; then
            _portmanager "$@"
        else
            compdef _portmanager portmanager DaqPortManager portman lsservices
        fi

        """;

    private const string Fish = """
        # fish completion for portmanager
        function __portmanager_candidates
            set -l line (commandline --current-process --cut-at-cursor | string collect)
            set -l words (commandline --current-process --cut-at-cursor --tokenize)
            # Behind -- there is another command.
            if contains -- -- $words
                __fish_complete_subcommand --fcs-skip=(contains --index -- -- $words)
                return
            end
            set line (string replace --regex '^(DaqPortManager|portman)\s' 'portmanager serve ' -- $line)
            set line (string replace --regex '^lsservices\s' 'portmanager list ' -- $line)
            set -l candidates (portmanager "[suggest:"(string length -- "$line")"]" "$line" 2>/dev/null)
            if test -n "$candidates"
                printf '%s\n' $candidates
            else
                __fish_complete_path (commandline --current-token)
            end
        end
        for name in portmanager DaqPortManager portman lsservices
            complete --command $name --no-files --arguments '(__portmanager_candidates)'
        end

        """;

    public static IReadOnlyList<string> Shells { get; } = ["bash", "zsh", "fish"];

    public static bool TryGet(string shell, [NotNullWhen(true)] out string? script)
    {
        script = shell switch
        {
            "bash" => Bash,
            "zsh" => Zsh,
            "fish" => Fish,
            _ => null,
        };
        return script is not null;
    }
}
