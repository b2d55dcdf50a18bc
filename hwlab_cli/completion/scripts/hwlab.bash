# Completion of hwlab for bash 3.2 and newer; `hwlab completion bash` writes it.

_hwlab() {
    local current="${COMP_WORDS[COMP_CWORD]}" kind="" word
    COMPREPLY=()
    [[ $current == "=" ]] && current=""
    {
        IFS= read -r kind
        # bash shows no meanings: what is behind the tab is left out.
        while IFS=$'\t' read -r word _; do
            COMPREPLY+=("$word")
        done
    } < <(_HWLAB_COMPLETE=bash "${1/#\~\//$HOME/}" "${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null)
    case $kind in
        photos | folders)
            # What begins with a quote or a tilde is left to bash itself.
            [[ $current == *[\"\'\\~]* ]] && return
            while IFS= read -r word; do
                COMPREPLY+=("$word")
            done < <(compgen -d -- "$current")
            [[ $kind == photos ]] && while IFS= read -r word; do
                case $word in
                    *.[jJ][pP][gG] | *.[jJ][pP][eE][gG] | *.[pP][nN][gG] | *.[wW][eE][bB][pP] | \
                        *.[tT][iI][fF] | *.[tT][iI][fF][fF] | *.[hH][eE][iI][cC] | \
                        *.[hH][eE][iI][fF] | *.[aA][vV][iI][fF] | *.[gG][iI][fF] | *.[mM][pP][oO])
                        COMPREPLY+=("$word")
                        ;;
                esac
            done < <(compgen -f -- "$current")
            type compopt &>/dev/null && compopt -o filenames
            ;;
        fields) type compopt &>/dev/null && compopt +o default -o nospace ;;
        files) ;;
        *) type compopt &>/dev/null && compopt +o default ;;
    esac
    return 0
}

complete -o default -F _hwlab hwlab
