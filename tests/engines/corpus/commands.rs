//! The commands that begin with a colon.
// %% no variables yet
:vars
// %% variables
let number = 5; let text = String::from("t"); let list = vec![Some(1.5)];
// %% are listed
:vars
// %% type of a variable
:type number
// %% type of another
:t list
// %% type of a variable that is not there
:type nothing
// %% a command and code
:opt 0
number + 1
// %% opt asked for
:opt 2
// %% an unknown command
:nonsense
// %% a command in the middle
let a = 1;
:type number
let b = 2;
// %% what stood around it
a + b
// %% another format
:fmt {:#?}
// %% is used
(1, vec![2])
// %% and put back
:fmt {:?}
// %% as it was
(1, vec![2])
// %% types are shown
:types
// %% with a value
number
// %% and no longer
:types
// %% errors of a question mark in another format
:efmt {}
// %% used
"x".parse::<i32>()?
// %% back
:efmt {:?}
// %% used again
"x".parse::<i32>()?
// %% the version
:version
// %% dependencies
:show_deps
// %% timing
:timing
// %% timing off
:timing
// %% variables on panic
:preserve_vars_on_panic 1
// %% explain
:explain
// %% an error to explain
let bad: i32 = "text";
// %% explained
:explain
// %% a comment behind a command
:type text // which is a String
// %% a colon that is no command
let typed
    : u8 = 3; typed
// %% a path at the start
::std::mem::size_of::<u32>()
// %% clear
:clear
// %% nothing is left
number
// %% and no variables
:vars
// %% functions are gone too
fn again() -> i32 { 1 }
again()
// %% help
:help
// %% a shell command
!echo from a shell
// %% a shell command that fails
!exit 3
// %% a level that does not exist
:opt 9
